package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.access.Caller;
import org.kleroterion.eligibility.AssessmentRequest;
import org.kleroterion.eligibility.AssessmentService;
import org.kleroterion.eligibility.Assessments;
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
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Paths;

/**
 * The one transaction that gives subjects their arms. Its lock is the end of the trial's log,
 * before anything is read: until it ends, nobody else can change what is decided on. Whatever is
 * decided, allocation or refusal, is in the log when it commits.
 */
@ApplicationScoped
class Draw {
  private static final Logger LOG = Logger.getLogger(Draw.class);

  private final Gate gate;
  private final AssessmentService assessing;
  private final Assessments assessments;
  private final Trials trials;
  private final Protocols protocols;
  private final Keys keys;
  private final AllocationRepository allocations;
  private final StratumCursorRepository cursors;
  private final TrialLog log;

  Draw(
      Gate gate,
      AssessmentService assessing,
      Assessments assessments,
      Trials trials,
      Protocols protocols,
      Keys keys,
      AllocationRepository allocations,
      StratumCursorRepository cursors,
      TrialLog log) {
    this.gate = gate;
    this.assessing = assessing;
    this.assessments = assessments;
    this.trials = trials;
    this.protocols = protocols;
    this.keys = keys;
    this.allocations = allocations;
    this.cursors = cursors;
    this.log = log;
  }

  /** Who asks for a subject's arm, and with what. */
  record Asked(Caller caller, AllocationRequest request) {}

  /** What is known of the subjects that are asked for, and of the trial's allocations. */
  private static final class Known {
    final Map<String, Allocation> allocations = new HashMap<>();
    final Map<String, RecordedAssessment> assessments = new HashMap<>();
    final List<Allocation> issued = new ArrayList<>();

    /** Of the trial's last allocation; 0 before the first. */
    long number;

    Optional<Allocation> allocation(String subject) {
      return Optional.ofNullable(allocations.get(subject));
    }

    Optional<RecordedAssessment> assessment(String subject) {
      return Optional.ofNullable(assessments.get(subject));
    }
  }

  /**
   * Decides within the running transaction.
   *
   * @return an answer to each, in the same order
   */
  List<Answer> decide(String code, List<Asked> asked) {
    LockedLog head = log.lock(code);
    ServedTrial trial = trials.require(code);
    Known known = known(code, asked);
    List<Answer> answers = asked.stream().map(one -> decide(head, trial, known, one)).toList();
    allocations.persist(known.issued);
    return answers;
  }

  private Known known(String trial, List<Asked> asked) {
    List<String> subjects = asked.stream().map(one -> one.request().subject()).distinct().toList();
    Known known = new Known();
    allocations
        .of(trial, subjects)
        .forEach(allocation -> known.allocations.put(allocation.subject, allocation));
    assessments
        .latest(trial, subjects)
        .forEach(assessment -> known.assessments.put(assessment.subject(), assessment));
    known.number = allocations.lastNumber(trial);
    // All in one statement; from then on the transaction has them.
    cursors.of(
        trial,
        known.assessments.values().stream()
            .flatMap(assessment -> assessment.stratum().stream())
            .distinct()
            .toList());
    return known;
  }

  private Answer decide(LockedLog head, ServedTrial trial, Known known, Asked asked) {
    Caller caller = asked.caller();
    Wanted wanted;
    try {
      Optional<AssessmentRequest> screening = asked.request().inline();
      wanted = Wanted.of(trial, asked.request(), screening);
      if (screening.isPresent() && known.allocation(wanted.subject()).isEmpty()) {
        RecordedAssessment assessment =
            assessing.assess(
                head, caller, trial, screening.get(), known.assessment(wanted.subject()));
        known.assessments.put(wanted.subject(), assessment);
      }
    } catch (Refusal refusal) {
      return new Answer.Refused(ofTheRequest(refusal), false);
    }
    try {
      Optional<Allocation> standing = known.allocation(wanted.subject());
      return standing.isPresent()
          ? repeat(caller, trial, standing.get(), wanted)
          : issue(head, caller, trial, known, wanted);
    } catch (Refusal refusal) {
      return refuse(head, caller, wanted, ofTheRequest(refusal));
    }
  }

  // What is wrong with the service, its database or the log ends the transaction.
  static Refusal ofTheRequest(Refusal refusal) {
    if (refusal.type().isFault()) {
      throw refusal;
    }
    return refusal;
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
      LockedLog head, Caller caller, ServedTrial trial, Known known, Wanted wanted) {
    requireOpen(trial.status());
    RecordedAssessment assessment =
        gate.admit(caller, trial, wanted, known.assessment(wanted.subject()), head);
    long number = requireBelowTarget(trial, known.number + 1);
    String stratum = assessment.stratum().orElseThrow();
    StratumCursor cursor = cursors.require(trial.code(), stratum);
    Slot slot =
        new Sequence(keys.of(trial.code()), trial.code(), stratum, trial.scheme())
            .slot(cursor.place());

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
    cursor.moveTo(slot.next());
    known.allocations.put(wanted.subject(), allocation);
    known.issued.add(allocation);
    known.number = number;
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

  private static long requireBelowTarget(ServedTrial trial, long number) {
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
  Answer refuse(LockedLog head, Caller caller, Wanted wanted, Refusal refusal) {
    head.append(
        RefusalEntry.of(
            caller,
            wanted.subject(),
            wanted.statement().map(Wanted.Statement::site),
            wanted.requestedBy(),
            wanted.assessment(),
            refusal));
    return new Answer.Refused(refusal, true);
  }
}
