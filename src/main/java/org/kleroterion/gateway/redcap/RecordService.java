package org.kleroterion.gateway.redcap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.history.Allocations;
import org.kleroterion.allocation.history.Allocations.AllocatedArm;
import org.kleroterion.allocation.history.Allocations.Attempt;
import org.kleroterion.gateway.RefusalLine;
import org.kleroterion.gateway.WithoutToken;
import org.kleroterion.problem.Refusal;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;

/** Allocates the subject of a record, or says why not. */
@ApplicationScoped
class RecordService {
  private static final Logger LOG = Logger.getLogger(RecordService.class);

  private final Allocations allocations;
  private final Trials trials;

  RecordService(Allocations allocations, Trials trials) {
    this.allocations = allocations;
    this.trials = trials;
  }

  /** The result for a record. */
  sealed interface Decision {
    /** The subject has this arm. */
    record Allocated(AllocatedArm given) implements Decision {}

    /** The subject gets no arm now. If the record names a subject, the refusal is an entry. */
    record Refused(Refusal why) implements Decision {}

    /** The record holds an arm or number that the log does not have for it; nothing was written. */
    record Contradicted() implements Decision {}
  }

  /**
   * Returns the subject's existing allocation, or makes one.
   *
   * @throws Refusal if the service itself has a fault, such as a broken log
   */
  Decision decide(Project project, SubjectRecord record) {
    Caller caller = project.caller();
    String trial = project.mapping().trial();
    try {
      ServedTrial served = trials.require(caller, trial);
      Attempt attempt = record.attempt();
      // An existing allocation is returned on every save, whatever the record says now.
      Optional<AllocatedArm> existing = allocations.find(caller, trial, attempt.subject());
      if (existing.map(record::contradicts).orElse(record.holdsArm())) {
        return new Decision.Contradicted();
      }
      if (!record.holdsArm()) {
        loggingRefusal(caller, trial, attempt, record::requireUnshared);
      }
      return new Decision.Allocated(
          existing.orElseGet(() -> allocate(caller, served, record, attempt)));
    } catch (Refusal refusal) {
      if (refusal.type().isFault()) {
        throw refusal;
      }
      RefusalLine.warn(LOG, caller, trial, record.subject(), refusal);
      return new Decision.Refused(WithoutToken.of(refusal, "mapping's member"));
    }
  }

  private AllocatedArm allocate(
      Caller caller, ServedTrial trial, SubjectRecord record, Attempt attempt) {
    ObjectNode screening =
        loggingRefusal(
            caller, trial.code(), attempt, () -> record.screening(trial.protocol().dictionary()));
    return allocations.allocate(caller, trial.code(), attempt, Optional.of(screening));
  }

  private <T> T loggingRefusal(Caller caller, String trial, Attempt attempt, Supplier<T> check) {
    try {
      return check.get();
    } catch (Refusal refusal) {
      allocations.refuse(caller, trial, attempt, refusal);
      throw refusal;
    }
  }
}
