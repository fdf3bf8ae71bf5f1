package org.kleroterion.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Trials;

/**
 * Allocations for other people's protocols. Whoever asks by one of these shows its users nothing of
 * a refusal, so that every one is in the trial's log, also where the request was wrong in itself.
 */
@ApplicationScoped
public class Allocations {
  private final AllocationService service;
  private final AllocationHistory history;
  private final Trials trials;
  private final TrialLog log;
  private final Transactions transactions;

  Allocations(
      AllocationService service,
      AllocationHistory history,
      Trials trials,
      TrialLog log,
      Transactions transactions) {
    this.service = service;
    this.history = history;
    this.trials = trials;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * A wish to allocate a subject, as far as it could be read.
   *
   * @param subject a code
   * @param site a code
   * @param requestedBy the person for whom a system account asks
   */
  public record Attempt(String subject, Optional<String> site, Optional<String> requestedBy) {}

  /** The arm that a subject got, under the label that it had then. */
  public record Given(long number, String arm, String label, Instant time) {
    private static Given of(AllocationView view) {
      return new Given(view.number(), view.arm().code(), view.arm().label(), view.time());
    }
  }

  /** The subject's allocation; empty if there is none or it is of a site beyond reach. */
  public Optional<Given> find(Caller caller, String trial, String subject) {
    try {
      return Optional.of(Given.of(service.read(caller, trial, subject)));
    } catch (AllocationService.AllocationUnknown unknown) {
      return Optional.empty();
    }
  }

  /** Those of the subjects' allocations that are of sites within reach, by subject. */
  public Map<String, PastAllocation> within(Caller caller, String trial, List<String> subjects) {
    trials.require(caller, trial);
    Map<String, PastAllocation> within = new HashMap<>(history.of(trial, subjects, Long.MAX_VALUE));
    within.values().removeIf(allocation -> !caller.sites().includes(allocation.site()));
    return within;
  }

  /**
   * Gives the subject its arm, or the arm that it has.
   *
   * @param screening assessed first, at the attempt's site; empty: the subject's latest assessment
   *     counts
   * @throws Refusal why it gets none now; the log says so too
   */
  public Given allocate(
      Caller caller, String trial, Attempt attempt, Optional<ObjectNode> screening) {
    AllocationRequest request =
        new AllocationRequest(
            attempt.subject(),
            Optional.empty(),
            screening.isPresent() ? attempt.site() : Optional.empty(),
            screening,
            attempt.requestedBy());
    Answer answer = service.decide(caller, trial, request);
    if (answer instanceof Answer.Refused refused && !refused.logged()) {
      refuse(caller, trial, attempt, refused.why());
    }
    return Given.of(AllocationService.allocated(answer).allocation());
  }

  /** Logs why nothing was allocated, where nothing in this package decided so. */
  public void refuse(Caller caller, String trial, Attempt attempt, Refusal refusal) {
    caller.requireTrial(trial);
    transactions.run(
        () -> {
          LockedLog head = log.lock(trial);
          trials.require(trial);
          return head.append(
              RefusalEntry.of(
                  caller,
                  attempt.subject(),
                  attempt.site(),
                  attempt.requestedBy(),
                  Optional.empty(),
                  refusal));
        });
  }
}
