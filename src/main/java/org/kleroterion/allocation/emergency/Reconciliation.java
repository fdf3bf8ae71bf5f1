package org.kleroterion.allocation.emergency;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.Allocation;
import org.kleroterion.allocation.AllocationRefused;
import org.kleroterion.allocation.AllocationRepository;
import org.kleroterion.allocation.AllocationService;
import org.kleroterion.allocation.AllocationView;
import org.kleroterion.allocation.Decision;
import org.kleroterion.allocation.Draw;
import org.kleroterion.allocation.EmergencyStratum;
import org.kleroterion.allocation.RequestedAllocation;
import org.kleroterion.allocation.StratumCursorRepository;
import org.kleroterion.allocation.StratumUnknown;
import org.kleroterion.eligibility.Assessments;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Created;
import org.kleroterion.wire.Paths;
import org.kleroterion.wire.Times;

/**
 * The transaction that records an allocation from an emergency list, made while the service was
 * down. It records the allocation whatever the assessment says, because the patient already has the
 * arm. An error can be corrected later; a missing record would hide it.
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
  private final AllocationService service;
  private final Transactions transactions;
  private final TrialLog log;

  Reconciliation(
      Trials trials,
      Keys keys,
      Assessments assessments,
      AllocationRepository allocations,
      EmergencyListRepository lists,
      StratumCursorRepository cursors,
      Draw draw,
      AllocationService service,
      Transactions transactions,
      TrialLog log) {
    this.trials = trials;
    this.keys = keys;
    this.assessments = assessments;
    this.allocations = allocations;
    this.lists = lists;
    this.cursors = cursors;
    this.draw = draw;
    this.service = service;
    this.transactions = transactions;
    this.log = log;
  }

  /**
   * Records the allocation of an opened card, or returns it if it is recorded already.
   *
   * @throws Refusal if it cannot be recorded; the log records the refusal, unless the list or the
   *     place does not exist or the time is impossible
   */
  Created<AllocationView> record(
      Caller caller, String code, int list, EmergencyAllocationRequest opened) {
    ServedTrial trial = trials.require(caller, code);
    return service.answered(code, transactions.run(() -> decide(caller, trial, list, opened)));
  }

  private Decision decide(
      Caller caller, ServedTrial trial, int number, EmergencyAllocationRequest opened) {
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
          new RequestedAllocation(
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
          "/place",
          "Must be at most " + list.places + ", the list's number of places for each stratum.");
    }
    if (opened.openedAt().isBefore(list.issuedAt)) {
      throw new InvalidRequest(
          "/openedAt",
          "Must not be before the list was issued, " + Times.text(list.issuedAt) + ".");
    }
    Instant now = log.now();
    if (opened.openedAt().isAfter(now)) {
      throw new InvalidRequest(
          "/openedAt", "Must not be in the future. It is " + Times.text(now) + " here.");
    }
  }

  private static EmergencyStratum stratum(EmergencyList list, EmergencyAllocationRequest opened) {
    return new EmergencyStratum(list.number, opened.stratum().orElse(""));
  }

  private Decision record(
      LockedLog head,
      Caller caller,
      ServedTrial trial,
      EmergencyList list,
      EmergencyAllocationRequest opened) {
    String stratum = stratum(list, opened).name();
    Optional<Allocation> existing = allocations.find(trial.code(), opened.subject());
    if (existing.isPresent()) {
      return repeat(trial, existing.get(), stratum, opened);
    }
    TrialStatus status = trials.state(trial.code()).status();
    if (status != TrialStatus.OPEN && status != TrialStatus.PAUSED) {
      throw new TrialNotOpen(status);
    }
    if (!allocations.ofSlots(trial.code(), stratum, opened.place() - 1, 1).isEmpty()) {
      throw EmergencyCardRefused.ofAnotherSubject();
    }
    String arm =
        new Sequence(keys.of(trial.code()), trial.code(), stratum, trial.scheme())
            .arms()
            .skip(opened.place() - 1L)
            .findFirst()
            .orElseThrow();
    if (!arm.equals(opened.arm())) {
      throw EmergencyCardRefused.withAnotherArm();
    }
    RecordedAssessment assessment = assessment(head, trial, list, opened);
    return issue(
        head, caller, trial, assessment, stratum, allocations.lastNumber(trial.code()) + 1, opened);
  }

  private Decision repeat(
      ServedTrial trial, Allocation existing, String stratum, EmergencyAllocationRequest opened) {
    if (!existing.stratum.equals(stratum)
        || existing.ordinal != opened.place() - 1
        || !existing.arm.equals(opened.arm())) {
      throw new AllocationRefused.SubjectAlreadyAllocated(
          Paths.of("v1", "trials", trial.code(), "allocations", existing.subject),
          differences(existing, stratum, opened));
    }
    return draw.existing(trial, existing);
  }

  private static List<String> differences(
      Allocation existing, String stratum, EmergencyAllocationRequest opened) {
    EmergencyStratum card = EmergencyStratum.parse(stratum).orElseThrow();
    Optional<EmergencyStratum> recorded = EmergencyStratum.parse(existing.stratum);
    List<String> differences = new ArrayList<>();
    if (recorded.filter(other -> other.list() == card.list()).isEmpty()) {
      differences.add("list");
    }
    if (!EmergencyStratum.ofProtocol(existing.stratum).equals(card.of())) {
      differences.add("stratum");
    }
    if (recorded.isPresent() && existing.ordinal != opened.place() - 1) {
      differences.add("place");
    }
    // Only about the same card: otherwise it would tell a manager a subject's arm.
    if (differences.isEmpty()) {
      differences.add("arm");
    }
    return differences;
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
      throw EmergencyCardRefused.ofAnotherSite(list.site);
    }
    return latest;
  }

  private Decision issue(
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
    allocation.entryPosition = logged.position();
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
    return new Decision.Allocated(AllocationView.of(allocation, trial.protocol()), logged, true);
  }

  /** The list does not exist, or the token does not name its site. */
  static final class EmergencyListUnknown extends Refusal {
    EmergencyListUnknown(int number) {
      super(
          ProblemType.EMERGENCY_LIST_UNKNOWN,
          "The trial has no emergency list " + number + ", or the token does not name its site.");
    }
  }

  /** The request contradicts the list, or an earlier record of the card. */
  static final class EmergencyCardRefused extends Refusal {
    private EmergencyCardRefused(String why) {
      super(ProblemType.EMERGENCY_CARD_REFUSED, why);
    }

    static EmergencyCardRefused ofAnotherSubject() {
      return new EmergencyCardRefused(
          "This card is recorded for another subject. Check the list, the stratum and the place.");
    }

    static EmergencyCardRefused withAnotherArm() {
      return new EmergencyCardRefused(
          "The list has another arm at this place. Check list, stratum, place and arm.");
    }

    static EmergencyCardRefused ofAnotherSite(String site) {
      return new EmergencyCardRefused(
          "The list belongs to the site "
              + site
              + ", but the subject was assessed at another site.");
    }
  }
}
