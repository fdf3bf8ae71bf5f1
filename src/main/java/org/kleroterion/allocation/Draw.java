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
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.problem.Refusal;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Slot;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.Protocols;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.wire.Paths;

/**
 * The only transaction that gives subjects their arms. It locks the head of the trial's log before
 * it reads anything, so that the data it decides on cannot change until it ends. Each allocation,
 * and each refusal of a valid request, is in the log when the transaction commits.
 */
@ApplicationScoped
public class Draw {
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

  /** A caller's request to allocate a subject. */
  record Request(Caller caller, AllocationRequest request) {}

  /**
   * The allocations and latest assessments of the requested subjects, and the allocations that this
   * transaction has issued so far.
   */
  private static final class Known {
    final Map<String, Allocation> allocations = new HashMap<>();
    final Map<String, RecordedAssessment> assessments = new HashMap<>();
    final List<Allocation> issued = new ArrayList<>();

    /** The number of the trial's last allocation; 0 before the first. */
    long number;

    Optional<Allocation> allocation(String subject) {
      return Optional.ofNullable(allocations.get(subject));
    }

    Optional<RecordedAssessment> assessment(String subject) {
      return Optional.ofNullable(assessments.get(subject));
    }
  }

  /**
   * Decides the requests to one trial within the running transaction.
   *
   * @return a decision for each request, in the same order
   */
  List<Decision> decide(String code, List<Request> requests) {
    LockedLog head = log.lock(code);
    ServedTrial trial = trials.require(code);
    Known known = known(code, requests);
    List<Decision> decisions =
        requests.stream().map(asked -> decide(head, trial, known, asked)).toList();
    allocations.persist(known.issued);
    return decisions;
  }

  private Known known(String trial, List<Request> requests) {
    List<String> subjects =
        requests.stream().map(asked -> asked.request().subject()).distinct().toList();
    Known known = new Known();
    allocations
        .of(trial, subjects)
        .forEach(allocation -> known.allocations.put(allocation.subject, allocation));
    assessments
        .latest(trial, subjects)
        .forEach(assessment -> known.assessments.put(assessment.subject(), assessment));
    known.number = allocations.lastNumber(trial);
    // Load all cursors in one statement. Later lookups in this transaction need no query.
    cursors.of(
        trial,
        known.assessments.values().stream()
            .flatMap(assessment -> assessment.stratum().stream())
            .distinct()
            .toList());
    return known;
  }

  private Decision decide(LockedLog head, ServedTrial trial, Known known, Request asked) {
    Caller caller = asked.caller();
    RequestedAllocation requested;
    try {
      Optional<AssessmentRequest> inline = asked.request().inline();
      Optional<Screening> screening = inline.map(given -> trial.read(given.screening()));
      requested = RequestedAllocation.of(asked.request(), screening);
      if (inline.isPresent() && known.allocation(requested.subject()).isEmpty()) {
        RecordedAssessment assessment =
            assessing.assess(
                head,
                caller,
                trial,
                inline.get(),
                screening.orElseThrow(),
                known.assessment(requested.subject()));
        known.assessments.put(requested.subject(), assessment);
      }
    } catch (Refusal refusal) {
      return new Decision.Refused(ofTheRequest(refusal), false);
    }
    try {
      Optional<Allocation> existing = known.allocation(requested.subject());
      return existing.isPresent()
          ? repeat(caller, trial, existing.get(), requested)
          : issue(head, caller, trial, known, requested);
    } catch (Refusal refusal) {
      return refuse(head, caller, requested, ofTheRequest(refusal));
    }
  }

  /**
   * Returns a refusal that concerns the request.
   *
   * @throws Refusal the same, if it is a fault of the service, the database or the log: then the
   *     transaction must roll back
   */
  public static Refusal ofTheRequest(Refusal refusal) {
    if (refusal.type().isFault()) {
      throw refusal;
    }
    return refusal;
  }

  private Decision repeat(
      Caller caller, ServedTrial trial, Allocation existing, RequestedAllocation requested) {
    caller.requireSubjectOf(existing.site);
    List<String> differences = gate.differences(caller, trial, existing, requested);
    if (!differences.isEmpty()) {
      throw new AllocationRefused.SubjectAlreadyAllocated(
          Paths.of("v1", "trials", trial.code(), "allocations", existing.subject), differences);
    }
    return existing(trial, existing);
  }

  /** The decision for a subject that is already allocated. */
  public Decision existing(ServedTrial trial, Allocation existing) {
    return new Decision.Allocated(
        AllocationView.of(existing, protocols.of(trial.code(), existing.protocolVersion)),
        log.at(
            trial.code(),
            existing.position(log.firstPosition(trial.code())),
            leaf -> AllocationRecords.agree(existing, leaf)),
        false);
  }

  private Decision issue(
      LockedLog head,
      Caller caller,
      ServedTrial trial,
      Known known,
      RequestedAllocation requested) {
    requireOpen(trial.status());
    RecordedAssessment assessment =
        gate.admit(caller, trial, requested, known.assessment(requested.subject()), head);
    long number = requireBelowTarget(trial, known.number + 1);
    String stratum = assessment.stratum().orElseThrow();
    StratumCursor cursor = cursors.require(trial.code(), stratum);
    Slot slot =
        new Sequence(keys.of(trial.code()), trial.code(), stratum, trial.scheme())
            .slot(cursor.next());

    Map<String, Object> data = new LinkedHashMap<>();
    data.put("number", number);
    data.put("stratum", stratum);
    data.put("arm", slot.arm());
    data.put("assessment", assessment.id().toString());
    Logged logged =
        head.append(
            NewEntry.ofSubject(
                EntryType.ALLOCATION_ISSUED,
                Actor.of(caller, requested.requestedBy()),
                requested.subject(),
                assessment.site(),
                data));

    Allocation allocation =
        allocation(caller, trial, requested, assessment, cursor, slot, number, logged);
    cursor.moveTo(slot.next());
    known.allocations.put(requested.subject(), allocation);
    known.issued.add(allocation);
    known.number = number;
    return new Decision.Allocated(AllocationView.of(allocation, trial.protocol()), logged, true);
  }

  private static Allocation allocation(
      Caller caller,
      ServedTrial trial,
      RequestedAllocation requested,
      RecordedAssessment assessment,
      StratumCursor cursor,
      Slot slot,
      long number,
      Logged logged) {
    Allocation allocation = new Allocation();
    allocation.trial = trial.code();
    allocation.subject = requested.subject();
    allocation.number = number;
    allocation.entryPosition = logged.position();
    allocation.site = assessment.site();
    allocation.stratum = cursor.stratum;
    allocation.ordinal = cursor.issued;
    allocation.arm = slot.arm();
    allocation.protocolVersion = trial.protocol().version();
    allocation.assessment = assessment.id();
    allocation.allocatedAt = logged.time();
    allocation.allocatedBy = caller.id();
    allocation.requestedBy = requested.requestedBy().orElse(null);
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

  /** Records the refusal in the trial's log. */
  public Decision refuse(
      LockedLog head, Caller caller, RequestedAllocation requested, Refusal refusal) {
    head.append(
        RefusalEntry.of(
            caller,
            requested.subject(),
            requested.statement().map(RequestedAllocation.Statement::site),
            requested.requestedBy(),
            requested.assessment(),
            refusal));
    return new Decision.Refused(refusal, true);
  }
}
