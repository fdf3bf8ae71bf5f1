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
import org.kleroterion.allocation.Allocations;
import org.kleroterion.allocation.Allocations.Attempt;
import org.kleroterion.allocation.Allocations.Given;
import org.kleroterion.eligibility.Assessments;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.gateway.RefusalLine;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Text;

/** Translates what an EDC asks into what the service does. */
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
   * What the EDC calls the arm that the subject has.
   *
   * @throws SubjectNotAllocated if it has none
   */
  String code(Caller caller, String trial, @Nullable String subject) {
    return told(
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
   * Makes a site known, which it is if the trial has it: nothing is kept.
   *
   * @throws InvalidRequest if the form names none
   */
  void site(Caller caller, String trial, MultivaluedMap<String, String> form) {
    told(
        caller,
        trial,
        Optional.empty(),
        () -> {
          trials.require(caller, trial);
          String site = gateway.mapping(trial).site(RandomiseForm.code(form, "siteIdentifier"));
          if (!transactions.run(() -> trials.sites(trial)).contains(site)) {
            LOG.warnf(
                "%s uses the site %s, which the trial %s does not have: nobody can be allocated there"
                    + " until its manager adds it",
                caller.id(), site, trial);
          } else if (!caller.sites().includes(site)) {
            LOG.warnf(
                "%s uses the site %s of the trial %s, which is not among its own: nobody can be"
                    + " allocated there until its setting 'sites' names it",
                caller.id(), site, trial);
          }
          return site;
        });
  }

  /**
   * Gives the subject its arm, or the one that it has; what the EDC calls it.
   *
   * @throws Refusal why it gets none now; the trial's log says so too, if the form named a subject
   */
  String randomise(Caller caller, String trial, MultivaluedMap<String, String> fields) {
    return told(
        caller,
        trial,
        Optional.ofNullable(fields.getFirst("identifier")),
        () -> {
          ServedTrial served = trials.require(caller, trial);
          TrialMapping mapping = gateway.mapping(trial);
          RandomiseForm form = new RandomiseForm(fields, mapping);
          Attempt attempt = form.attempt();
          // As often as the EDC asks, and whatever became of its form since.
          Optional<Given> standing = allocations.find(caller, trial, attempt.subject());
          return mapping
              .carried()
              .of(standing.orElseGet(() -> allocate(caller, served, form, attempt)));
        });
  }

  private Given allocate(Caller caller, ServedTrial trial, RandomiseForm form, Attempt attempt) {
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

  // With a screening the service looks at the site itself.
  private void requireSite(Caller caller, String trial, Attempt attempt) {
    String site = attempt.site().orElseThrow();
    caller.requireSite(site);
    Optional<String> own =
        transactions.run(
            () -> {
              trials.requireSite(trial, site);
              return assessments.latest(trial, attempt.subject()).map(RecordedAssessment::site);
            });
    own.ifPresent(caller::requireSubjectOf);
    if (own.filter(known -> !known.equals(site)).isPresent()) {
      throw new InvalidRequest("/siteIdentifier", "Must be the site of the subject's assessment.");
    }
  }

  private static <T> T told(
      Caller caller, String trial, Optional<String> subject, Supplier<T> work) {
    try {
      return work.get();
    } catch (SubjectNotAllocated usual) {
      throw usual;
    } catch (Refusal refusal) {
      if (!refusal.type().isFault()) {
        RefusalLine.warn(LOG, caller, trial, subject, refusal);
      }
      throw refusal;
    }
  }
}
