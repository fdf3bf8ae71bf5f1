package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.eligibility.Assessments;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.Logged;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Paths;
import org.kleroterion.wire.Times;

/**
 * The one transaction that records what was allocated from an emergency list while the service was
 * down. It records what happened, whatever the assessment says now: an arm that a patient got and
 * that the record does not have would be worse than one she should not have got.
 */
@ApplicationScoped
class Reconciliation {
  private final Trials trials;
  private final Keys keys;
  private final Assessments assessments;
  private final AllocationRepository allocations;
  private final EmergencyListRepository lists;
  private final StratumCursorRepository cursors;
  private final Draw draw;
  private final TrialLog log;

  Reconciliation(
      Trials trials,
      Keys keys,
      Assessments assessments,
      AllocationRepository allocations,
      EmergencyListRepository lists,
      StratumCursorRepository cursors,
      Draw draw,
      TrialLog log) {
    this.trials = trials;
    this.keys = keys;
    this.assessments = assessments;
    this.allocations = allocations;
    this.lists = lists;
    this.cursors = cursors;
    this.draw = draw;
    this.log = log;
  }

  /**
   * Decides within the running transaction.
   *
   * @throws EmergencyListUnknown if there is no such list within the caller's reach
   */
  Answer decide(Caller caller, ServedTrial trial, int number, EmergencyAllocationRequest opened) {
    EmergencyList list =
        lists
            .find(trial.code(), number)
            .filter(known -> caller.sites().includes(known.site))
            .orElseThrow(() -> new EmergencyListUnknown(number));
    requireOnList(trial, list, opened);
    LockedLog head = log.lock(trial.code());
    try {
      return record(head, caller, trial, list, opened);
    } catch (Refusal refusal) {
      return draw.refuse(
          head,
          caller,
          new Wanted(
              opened.subject(), Optional.empty(), Optional.empty(), Optional.of(opened.openedBy())),
          Draw.ofTheRequest(refusal));
    }
  }

  private void requireOnList(
      ServedTrial trial, EmergencyList list, EmergencyAllocationRequest opened) {
    if (cursors.find(trial.code(), stratum(list, opened).name()).isEmpty()) {
      throw new StratumUnknown(trial, opened.stratum().orElse(""), "/stratum");
    }
    if (opened.place() > list.places) {
      throw new InvalidRequest(
          "/place", "Must be at most " + list.places + ", which the list has for each stratum.");
    }
    if (opened.openedAt().isBefore(list.issuedAt) || opened.openedAt().isAfter(log.now())) {
      throw new InvalidRequest(
          "/openedAt", "Must lie between now and " + list.issuedAt + ", when the list was issued.");
    }
  }

  private static EmergencyStratum stratum(EmergencyList list, EmergencyAllocationRequest opened) {
    return new EmergencyStratum(list.number, opened.stratum().orElse(""));
  }

  private Answer record(
      LockedLog head,
      Caller caller,
      ServedTrial trial,
      EmergencyList list,
      EmergencyAllocationRequest opened) {
    String stratum = stratum(list, opened).name();
    Optional<Allocation> standing = allocations.find(trial.code(), opened.subject());
    if (standing.isPresent()) {
      return repeat(trial, standing.get(), stratum, opened);
    }
    TrialStatus status = trials.standing(trial.code()).status();
    if (status != TrialStatus.OPEN && status != TrialStatus.PAUSED) {
      throw new TrialNotOpen(status);
    }
    if (!allocations.ofSlots(trial.code(), stratum, opened.place() - 1, 1).isEmpty()) {
      throw new EmergencyCardRefused(
          "The card is recorded for another subject. Compare list, stratum and place.");
    }
    String arm =
        new Sequence(keys.of(trial.code()), trial.code(), stratum, trial.scheme())
            .arms()
            .skip(opened.place() - 1L)
            .findFirst()
            .orElseThrow();
    if (!arm.equals(opened.arm())) {
      throw new EmergencyCardRefused(
          "The card of this place has another arm. Compare list, stratum, place and arm.");
    }
    RecordedAssessment assessment = assessment(head, trial, list, opened);
    return issue(
        head, caller, trial, assessment, stratum, allocations.lastNumber(trial.code()) + 1, opened);
  }

  private Answer repeat(
      ServedTrial trial, Allocation standing, String stratum, EmergencyAllocationRequest opened) {
    if (!standing.stratum.equals(stratum)
        || standing.ordinal != opened.place() - 1
        || !standing.arm.equals(opened.arm())) {
      throw new AllocationRefused.SubjectAlreadyAllocated(
          Paths.of("v1", "trials", trial.code(), "allocations", standing.subject));
    }
    return draw.standing(trial, standing);
  }

  private RecordedAssessment assessment(
      LockedLog head, ServedTrial trial, EmergencyList list, EmergencyAllocationRequest opened) {
    RecordedAssessment latest =
        assessments
            .latest(trial.code(), opened.subject())
            .orElseThrow(() -> new AllocationRefused.SubjectNotAssessed(trial.code()));
    if (latest.position() < head.first()) {
      throw AllocationRefused.AssessmentSuperseded.byRestart();
    }
    if (!latest.site().equals(list.site)) {
      throw new EmergencyCardRefused(
          "The list is the site " + list.site + "'s, and the subject was assessed at another.");
    }
    return latest;
  }

  private Answer issue(
      LockedLog head,
      Caller caller,
      ServedTrial trial,
      RecordedAssessment assessment,
      String stratum,
      long number,
      EmergencyAllocationRequest opened) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("number", number);
    data.put("stratum", stratum);
    data.put("place", opened.place());
    data.put("arm", opened.arm());
    data.put("assessment", assessment.id().toString());
    data.put("openedAt", Times.text(opened.openedAt()));
    data.put("openedBy", opened.openedBy());
    data.put("reason", opened.reason());
    Logged logged =
        head.append(
            NewEntry.ofSubject(
                EntryType.EMERGENCY_ALLOCATION_RECORDED,
                Actor.of(caller),
                opened.subject(),
                assessment.site(),
                data));

    Allocation allocation = new Allocation();
    allocation.trial = trial.code();
    allocation.subject = opened.subject();
    allocation.number = number;
    allocation.entryIndex = logged.position();
    allocation.site = assessment.site();
    allocation.stratum = stratum;
    allocation.ordinal = opened.place() - 1L;
    allocation.arm = opened.arm();
    allocation.protocolVersion = trial.protocol().version();
    allocation.assessment = assessment.id();
    allocation.allocatedAt = logged.time();
    allocation.allocatedBy = caller.id();
    allocation.requestedBy = opened.openedBy();
    allocations.persist(allocation);
    return new Answer.Allocated(AllocationView.of(allocation, trial.protocol()), logged, true);
  }

  /** No such list, or one of another site. */
  static final class EmergencyListUnknown extends Refusal {
    EmergencyListUnknown(int number) {
      super(
          ProblemType.EMERGENCY_LIST_UNKNOWN,
          "The trial has no emergency list "
              + number
              + ", or it is of a site that the token does not name.");
    }
  }

  /** What is said of a card cannot be. */
  static final class EmergencyCardRefused extends Refusal {
    EmergencyCardRefused(String why) {
      super(ProblemType.EMERGENCY_CARD_REFUSED, why);
    }
  }
}
