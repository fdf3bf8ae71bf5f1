package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.access.Caller;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.Logged;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.Refusal;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Slot;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.Protocols;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Standing;
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Paths;

/**
 * The one transaction that gives a subject an arm. Two locks, always in this order: the stratum's
 * cursor, then the end of the log. Whatever is decided, allocation or refusal, is in the log when
 * it commits.
 */
@ApplicationScoped
class Draw {
  private static final Logger LOG = Logger.getLogger(Draw.class);

  private final Gate gate;
  private final Trials trials;
  private final Protocols protocols;
  private final Keys keys;
  private final AllocationRepository allocations;
  private final StratumCursorRepository cursors;
  private final TrialLog log;

  Draw(
      Gate gate,
      Trials trials,
      Protocols protocols,
      Keys keys,
      AllocationRepository allocations,
      StratumCursorRepository cursors,
      TrialLog log) {
    this.gate = gate;
    this.trials = trials;
    this.protocols = protocols;
    this.keys = keys;
    this.allocations = allocations;
    this.cursors = cursors;
    this.log = log;
  }

  /** Decides within the running transaction. */
  Answer decide(Caller caller, ServedTrial trial, Wanted wanted) {
    try {
      Optional<Allocation> standing = allocations.find(trial.code(), wanted.subject());
      if (standing.isPresent()) {
        return repeat(caller, trial, standing.get(), wanted);
      }
      requireOpen(trial.status());
      return issue(caller, trial, wanted, gate.admit(caller, trial, wanted));
    } catch (Refusal refusal) {
      return refuse(caller, trial, wanted, refusal);
    }
  }

  private Answer repeat(Caller caller, ServedTrial trial, Allocation standing, Wanted wanted) {
    caller.requireSubjectOf(standing.site);
    if (!gate.saysTheSame(trial, standing, wanted)) {
      throw new AllocationRefused.SubjectAlreadyAllocated(
          Paths.of("v1", "trials", trial.code(), "allocations", standing.subject));
    }
    return standing(trial, standing);
  }

  /** The answer to a subject that has its arm. */
  Answer standing(ServedTrial trial, Allocation standing) {
    return new Answer.Allocated(
        AllocationView.of(standing, protocols.of(trial.code(), standing.protocolVersion)),
        log.at(
            trial.code(),
            standing.position(log.first(trial.code())),
            leaf -> AllocationRecords.agree(standing, leaf)),
        false);
  }

  private Answer issue(
      Caller caller, ServedTrial trial, Wanted wanted, RecordedAssessment assessment) {
    String stratum = assessment.stratum().orElseThrow();
    StratumCursor cursor = cursors.lock(trial.code(), stratum);
    // Again, now that nobody else takes a slot of this stratum. Two requests in two strata meet at
    // the subject's unique key instead: the later one is rolled back, runs again and finds it.
    Optional<Allocation> standing = allocations.find(trial.code(), wanted.subject());
    if (standing.isPresent()) {
      return repeat(caller, trial, standing.get(), wanted);
    }
    Slot slot =
        new Sequence(keys.of(trial.code()), trial.code(), stratum, trial.scheme())
            .slot(cursor.place());

    LockedLog head = log.lock(trial.code());
    // What was true at the start of the request may have ended while it waited.
    requireStillInForce(trial);
    gate.requireStill(assessment, trial, head);
    long number = nextNumber(trial);

    Map<String, Object> data = new LinkedHashMap<>();
    data.put("number", number);
    data.put("stratum", stratum);
    data.put("arm", slot.arm());
    data.put("assessment", assessment.id().toString());
    Logged logged =
        head.append(
            NewEntry.ofSubject(
                EntryType.ALLOCATION_ISSUED,
                Actor.of(caller, wanted.requestedBy()),
                wanted.subject(),
                assessment.site(),
                data));

    Allocation allocation =
        allocation(caller, trial, wanted, assessment, cursor, slot, number, logged);
    allocations.persist(allocation);
    cursor.moveTo(slot.next());
    return new Answer.Allocated(AllocationView.of(allocation, trial.protocol()), logged, true);
  }

  private static Allocation allocation(
      Caller caller,
      ServedTrial trial,
      Wanted wanted,
      RecordedAssessment assessment,
      StratumCursor cursor,
      Slot slot,
      long number,
      Logged logged) {
    Allocation allocation = new Allocation();
    allocation.trial = trial.code();
    allocation.subject = wanted.subject();
    allocation.number = number;
    allocation.entryIndex = logged.position();
    allocation.site = assessment.site();
    allocation.stratum = cursor.stratum;
    allocation.ordinal = cursor.issued;
    allocation.arm = slot.arm();
    allocation.protocolVersion = trial.protocol().version();
    allocation.assessment = assessment.id();
    allocation.allocatedAt = logged.time();
    allocation.allocatedBy = caller.id();
    allocation.requestedBy = wanted.requestedBy().orElse(null);
    return allocation;
  }

  private static void requireOpen(TrialStatus status) {
    if (status != TrialStatus.OPEN) {
      throw new TrialNotOpen(status);
    }
  }

  private void requireStillInForce(ServedTrial trial) {
    Standing now = trials.standing(trial.code());
    requireOpen(now.status());
    if (now.version() != trial.protocol().version()) {
      throw AllocationRefused.AssessmentSuperseded.byAmendment();
    }
  }

  private long nextNumber(ServedTrial trial) {
    long number = allocations.nextNumber(trial.code());
    if (trial.protocol().target().isPresent()) {
      int target = trial.protocol().target().getAsInt();
      if (number > target) {
        throw new AllocationRefused.TargetReached(target);
      }
      if (number * 10 >= target * 9L) {
        LOG.warnf(
            "The trial %s has allocated %d of its target of %d subjects",
            trial.code(), number, target);
      }
    }
    return number;
  }

  /** Logs why nothing was allocated. */
  Answer refuse(Caller caller, ServedTrial trial, Wanted wanted, Refusal refusal) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("problem", refusal.type().name());
    wanted.assessment().ifPresent(id -> data.put("assessment", id.toString()));
    refusal.members().forEach((name, value) -> data.put(name, value.toString()));
    log.lock(trial.code())
        .append(
            new NewEntry(
                EntryType.ALLOCATION_REFUSED,
                Actor.of(caller, wanted.requestedBy()),
                Optional.of(wanted.subject()),
                wanted.statement().map(Wanted.Statement::site),
                data));
    return new Answer.Refused(refusal);
  }
}
