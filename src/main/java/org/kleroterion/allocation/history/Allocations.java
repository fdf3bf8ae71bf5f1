package org.kleroterion.allocation.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.AllocationRequest;
import org.kleroterion.allocation.AllocationService;
import org.kleroterion.allocation.AllocationView;
import org.kleroterion.allocation.Decision;
import org.kleroterion.allocation.RefusalEntry;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Trials;

/**
 * Allocations for the gateways, which serve the protocols of other systems. Such a system may not
 * show a refusal to its users, so the trial's log records every refusal, even of an invalid
 * request.
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
   * An attempt to allocate a subject, as far as the request could be read.
   *
   * @param subject a code
   * @param site a code
   * @param requestedBy the person for whom a system account acts
   */
  public record Attempt(String subject, Optional<String> site, Optional<String> requestedBy) {}

  /** A subject's arm, with the label that it had at the allocation. */
  public record AllocatedArm(long number, String arm, String label, Instant time) {
    private static AllocatedArm of(AllocationView view) {
      return new AllocatedArm(view.number(), view.arm().code(), view.arm().label(), view.time());
    }
  }

  /** The subject's allocation; empty if it has none or the token does not name its site. */
  public Optional<AllocatedArm> find(Caller caller, String trial, String subject) {
    try {
      return Optional.of(AllocatedArm.of(service.read(caller, trial, subject)));
    } catch (AllocationService.AllocationUnknown unknown) {
      return Optional.empty();
    }
  }

  /** The allocations of these subjects at the token's sites, by subject. */
  public Map<String, PastAllocation> within(Caller caller, String trial, List<String> subjects) {
    trials.require(caller, trial);
    Map<String, PastAllocation> within = new HashMap<>(history.of(trial, subjects, Long.MAX_VALUE));
    within.values().removeIf(allocation -> !caller.sites().includes(allocation.site()));
    return within;
  }

  /**
   * Allocates the subject, or returns its existing allocation.
   *
   * @param screening to be assessed first, at the attempt's site; if empty, the subject's latest
   *     assessment counts
   * @throws Refusal if the subject cannot be allocated now; the log records the refusal
   */
  public AllocatedArm allocate(
      Caller caller, String trial, Attempt attempt, Optional<ObjectNode> screening) {
    AllocationRequest request =
        new AllocationRequest(
            attempt.subject(),
            Optional.empty(),
            screening.isPresent() ? attempt.site() : Optional.empty(),
            screening,
            attempt.requestedBy());
    Decision answer = service.decide(caller, trial, request);
    if (answer instanceof Decision.Refused refused && !refused.logged()) {
      refuse(caller, trial, attempt, refused.why());
    }
    return AllocatedArm.of(AllocationService.allocated(answer).view());
  }

  /** Records a refusal in the trial's log that the draw has not recorded. */
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
