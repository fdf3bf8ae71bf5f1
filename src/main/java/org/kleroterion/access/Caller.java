package org.kleroterion.access;

import java.util.Set;
import java.util.TreeSet;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/**
 * The caller of a request, as the verified token describes it.
 *
 * @param id the token's {@code sub}
 * @param roles empty if the token's groups name none; no endpoint lets such a caller in
 * @param trials the trials that the token allows
 * @param sites the sites that the token allows, in each of these trials
 */
public record Caller(String id, Set<Role> roles, Reach trials, Reach sites) {
  /**
   * @throws RolesConflict if one role enrols and another sees data that helps to predict arms (R13)
   */
  public Caller {
    roles = Set.copyOf(roles);
    if (roles.stream().anyMatch(Role::enrols) && roles.stream().anyMatch(Role::seesAhead)) {
      throw new RolesConflict();
    }
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  /** The names of the roles in alphabetical order, as the log records them. */
  public Set<String> groups() {
    Set<String> groups = new TreeSet<>();
    roles.forEach(role -> groups.add(role.group()));
    return groups;
  }

  /**
   * @throws SiteOutOfReach if the token does not name the site
   */
  public void requireSite(String site) {
    if (!sites.includes(site)) {
      throw new SiteOutOfReach(site);
    }
  }

  /**
   * @throws WholeTrialOutOfReach if the token is limited to some sites
   */
  public void requireEverySite() {
    if (!sites.everywhere()) {
      throw new WholeTrialOutOfReach();
    }
  }

  /**
   * @throws TrialUnknown if the token does not name the trial; the answer is the same as for a
   *     trial that does not exist
   */
  public void requireTrial(String trial) {
    if (!trials.includes(trial)) {
      throw new TrialUnknown(trial);
    }
  }

  /** A token with both an enrolling role and a role that sees data that helps to predict arms. */
  public static final class RolesConflict extends Refusal {
    RolesConflict() {
      super(
          ProblemType.ROLES_CONFLICT,
          "A token with the role enroller or edc must not also have auditor or statistician."
              + " Ask for one token for each duty.");
    }
  }

  /** A site that the token does not name. */
  public static final class SiteOutOfReach extends Refusal {
    SiteOutOfReach(String site) {
      super(ProblemType.SITE_OUT_OF_REACH, "The token's claim 'sites' does not name " + site + ".");
    }
  }

  /**
   * @throws SubjectOutOfReach if the subject belongs to a site that the token does not name
   */
  public void requireSubjectOf(String site) {
    if (!sites.includes(site)) {
      throw new SubjectOutOfReach();
    }
  }

  /** A trial that does not exist or that the token does not name. */
  public static final class TrialUnknown extends Refusal {
    public TrialUnknown(String trial) {
      super(
          ProblemType.TRIAL_UNKNOWN,
          "No trial '"
              + trial
              + "' is served here, or the token's claim 'trials' does not name it.");
    }
  }

  /** A subject of another site. The message must not say which site. */
  public static final class SubjectOutOfReach extends Refusal {
    SubjectOutOfReach() {
      super(
          ProblemType.SUBJECT_OUT_OF_REACH,
          "This subject code is in use at a site that the token's claim 'sites' does not name."
              + " Check the code.");
    }
  }

  /** A request that concerns the whole trial, with a token that is limited to some sites. */
  public static final class WholeTrialOutOfReach extends Refusal {
    WholeTrialOutOfReach() {
      super(
          ProblemType.FORBIDDEN,
          "This concerns every site of the trial, but the token is limited to some sites."
              + " Its claim 'sites' must be '*'.");
    }
  }
}
