package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.history.Allocations;
import org.kleroterion.allocation.history.Allocations.AllocatedArm;
import org.kleroterion.allocation.history.Allocations.Attempt;
import org.kleroterion.eligibility.Assessments;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.gateway.RefusalLine;
import org.kleroterion.gateway.WithoutToken;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Text;

/** Answers the calls of an EDC with the service's own assessments and allocations. */
@ApplicationScoped
class RandomisationService {
  private static final Logger LOG = Logger.getLogger(RandomisationService.class);
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  private final Gateway gateway;
  private final Allocations allocations;
  private final Assessments assessments;
  private final Trials trials;
  private final Transactions transactions;

  RandomisationService(
      Gateway gateway,
      Allocations allocations,
      Assessments assessments,
      Trials trials,
      Transactions transactions) {
    this.gateway = gateway;
    this.allocations = allocations;
    this.assessments = assessments;
    this.trials = trials;
    this.transactions = transactions;
  }

  /**
   * The EDC's code for the subject's allocation.
   *
   * @throws SubjectNotAllocated if the subject has no allocation
   */
  String code(Caller caller, String trial, @Nullable String subject) {
    return loggingRefusal(
        caller,
        trial,
        Optional.ofNullable(subject),
        () -> {
          trials.require(caller, trial);
          TrialMapping mapping = gateway.mapping(trial);
          if (subject == null || !CODE.matcher(subject).matches()) {
            throw new InvalidRequest("?identifier", Text.CODE_MESSAGE);
          }
          return allocations
              .find(caller, trial, subject)
              .map(mapping.carried()::of)
              .orElseThrow(SubjectNotAllocated::new);
        });
  }

  /**
   * Answers an EDC that registers a site. Nothing is stored: the trial has its own sites. If the
   * trial lacks the site or the account may not use it, a warning is logged.
   *
   * @throws InvalidRequest if the form has no well-formed {@code siteIdentifier}
   */
  void site(Caller caller, String trial, MultivaluedMap<String, String> form) {
    loggingRefusal(
        caller,
        trial,
        Optional.empty(),
        () -> {
          trials.require(caller, trial);
          String site = gateway.mapping(trial).site(RandomiseForm.code(form, "siteIdentifier"));
          if (!transactions.run(() -> trials.sites(trial)).contains(site)) {
            LOG.warnf(
                "%s uses the site %s, which the trial %s does not have. No subject can be"
                    + " allocated there until a manager adds the site",
                caller.id(), site, trial);
          } else if (!caller.sites().includes(site)) {
            LOG.warnf(
                "%s uses the site %s of the trial %s, which its setting 'sites' does not name. It"
                    + " can allocate no subject there until the setting names the site",
                caller.id(), site, trial);
          }
          return site;
        });
  }

  /**
   * Returns the code of the subject's existing allocation, or allocates the subject.
   *
   * @throws Refusal if the subject cannot be allocated now; if the form names a subject, the
   *     refusal is also an entry in the trial's log
   */
  String randomise(Caller caller, String trial, MultivaluedMap<String, String> fields) {
    return loggingRefusal(
        caller,
        trial,
        Optional.ofNullable(fields.getFirst("identifier")),
        () -> {
          ServedTrial served = trials.require(caller, trial);
          TrialMapping mapping = gateway.mapping(trial);
          RandomiseForm form = new RandomiseForm(fields, mapping);
          Attempt attempt = form.attempt();
          // An existing allocation is returned on every call, whatever the form says now.
          Optional<AllocatedArm> existing = allocations.find(caller, trial, attempt.subject());
          return mapping
              .carried()
              .of(existing.orElseGet(() -> allocate(caller, served, form, attempt)));
        });
  }

  private AllocatedArm allocate(
      Caller caller, ServedTrial trial, RandomiseForm form, Attempt attempt) {
    return allocations.allocate(caller, trial.code(), attempt, read(caller, trial, form, attempt));
  }

  private Optional<ObjectNode> read(
      Caller caller, ServedTrial trial, RandomiseForm form, Attempt attempt) {
    try {
      Optional<ObjectNode> screening = form.screening(trial.protocol().dictionary());
      if (screening.isEmpty()) {
        requireSite(caller, trial.code(), attempt);
      }
      return screening;
    } catch (Refusal refusal) {
      if (!refusal.type().isFault()) {
        allocations.refuse(caller, trial.code(), attempt, refusal);
      }
      throw refusal;
    }
  }

  // Without a screening, `allocations` does not check the site that the form names.
  private void requireSite(Caller caller, String trial, Attempt attempt) {
    String site = attempt.site().orElseThrow();
    caller.requireSite(site);
    Optional<String> assessedAt =
        transactions.run(
            () -> {
              trials.requireSite(trial, site);
              return assessments.latest(trial, attempt.subject()).map(RecordedAssessment::site);
            });
    assessedAt.ifPresent(caller::requireSubjectOf);
    if (assessedAt.filter(known -> !known.equals(site)).isPresent()) {
      throw new InvalidRequest("/siteIdentifier", "Must be the site of the subject's assessment.");
    }
  }

  private static <T> T loggingRefusal(
      Caller caller, String trial, Optional<String> subject, Supplier<T> work) {
    try {
      return work.get();
    } catch (SubjectNotAllocated expected) {
      throw expected;
    } catch (Refusal refusal) {
      if (!refusal.type().isFault()) {
        RefusalLine.warn(LOG, caller, trial, subject, refusal);
      }
      throw WithoutToken.of(refusal, "account's setting");
    }
  }
}
