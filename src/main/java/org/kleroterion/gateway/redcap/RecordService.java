package org.kleroterion.gateway.redcap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.Allocations;
import org.kleroterion.allocation.Allocations.Attempt;
import org.kleroterion.allocation.Allocations.Given;
import org.kleroterion.gateway.RefusalLine;
import org.kleroterion.problem.Refusal;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;

/** Decides what a record's subject gets. */
@ApplicationScoped
class RecordService {
  private static final Logger LOG = Logger.getLogger(RecordService.class);

  private final Allocations allocations;
  private final Trials trials;

  RecordService(Allocations allocations, Trials trials) {
    this.allocations = allocations;
    this.trials = trials;
  }

  /** What came out. */
  sealed interface Decision {
    /** The subject has this arm. */
    record Allocated(Given given) implements Decision {}

    /** It gets none now; the trial's log says so, if the record names a subject. */
    record Refused(Refusal why) implements Decision {}

    /** The record holds an arm that the trial's log knows nothing of; nothing was decided. */
    record Contradicted() implements Decision {}
  }

  /**
   * Gives the subject its arm, or the one that it has.
   *
   * @throws Refusal if something is wrong with the service
   */
  Decision decide(Project project, SubjectRecord record) {
    Caller caller = project.caller();
    String trial = project.mapping().trial();
    try {
      ServedTrial served = trials.require(caller, trial);
      Attempt attempt = record.attempt();
      // As often as the record is saved, and whatever became of it since.
      Optional<Given> standing = allocations.find(caller, trial, attempt.subject());
      if (standing.map(record::contradicts).orElse(record.holdsArm())) {
        return new Decision.Contradicted();
      }
      if (!record.holdsArm()) {
        logged(caller, trial, attempt, record::alone);
      }
      return new Decision.Allocated(
          standing.orElseGet(() -> allocate(caller, served, record, attempt)));
    } catch (Refusal refusal) {
      if (refusal.type().isFault()) {
        throw refusal;
      }
      RefusalLine.warn(LOG, caller, trial, record.subject(), refusal);
      return new Decision.Refused(refusal);
    }
  }

  private Given allocate(Caller caller, ServedTrial trial, SubjectRecord record, Attempt attempt) {
    ObjectNode screening =
        logged(
            caller, trial.code(), attempt, () -> record.screening(trial.protocol().dictionary()));
    return allocations.allocate(caller, trial.code(), attempt, Optional.of(screening));
  }

  private <T> T logged(Caller caller, String trial, Attempt attempt, Supplier<T> check) {
    try {
      return check.get();
    } catch (Refusal refusal) {
      allocations.refuse(caller, trial, attempt, refusal);
      throw refusal;
    }
  }
}
