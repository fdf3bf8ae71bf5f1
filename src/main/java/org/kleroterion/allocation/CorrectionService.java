package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.AllocationService.AllocationUnknown;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.Logged;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.wire.Page;

/**
 * Corrections add and never overwrite: the arm, the slot and the stratum as randomized stay (R10,
 * R11).
 */
@ApplicationScoped
class CorrectionService {
  private final Trials trials;
  private final AllocationRepository allocations;
  private final CorrectionRepository corrections;
  private final TrialLog log;
  private final Transactions transactions;

  CorrectionService(
      Trials trials,
      AllocationRepository allocations,
      CorrectionRepository corrections,
      TrialLog log,
      Transactions transactions) {
    this.trials = trials;
    this.allocations = allocations;
    this.corrections = corrections;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * A correction as answered.
   *
   * @param now false if the very same correction was the subject's last already
   */
  record Corrected(CorrectionView correction, boolean now) {}

  /**
   * @throws AllocationUnknown if the subject has no allocation within the caller's reach
   * @throws CorrectionRefused if it would correct nothing, or comes after RANDOMIZED_IN_ERROR
   */
  Corrected correct(Caller caller, String code, String subject, CorrectionRequest request) {
    ServedTrial trial = trials.require(caller, code);
    Optional<Right> right = right(trial, request);
    return transactions.run(
        () -> {
          LockedLog head = log.lock(code);
          Allocation allocation = require(caller, code, subject);
          List<Correction> before = corrections.of(code, subject);
          Optional<Correction> last =
              before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
          if (last.filter(correction -> says(correction, request, right)).isPresent()) {
            return new Corrected(CorrectionView.of(last.get(), allocation), false);
          }
          requireCorrectable(allocation, last, right);
          Correction correction =
              append(head, caller, allocation, before.size() + 1, request, right);
          return new Corrected(CorrectionView.of(correction, allocation), true);
        });
  }

  /** The values and the stratum that would have been right. */
  private record Right(String screening, String stratum, Map<String, Object> values) {}

  private static Optional<Right> right(ServedTrial trial, CorrectionRequest request) {
    if (request.kind() == CorrectionKind.RANDOMIZED_IN_ERROR) {
      if (request.screening().isPresent()) {
        throw new InvalidRequest("/screening", "Belongs to STRATUM_CORRECTED only; leave it out.");
      }
      return Optional.empty();
    }
    if (request.screening().isEmpty()) {
      throw new InvalidRequest("/screening", "Must hold the right values for STRATUM_CORRECTED.");
    }
    Screening screening =
        trial.protocol().dictionary().read(request.screening().get(), "/screening");
    String stratum =
        trial
            .protocol()
            .stratum(screening)
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "/screening",
                        "Must hold every value that the factors' levels derive from."));
    return Optional.of(new Right(screening.canonical(), stratum, Map.copyOf(screening.values())));
  }

  private static boolean says(
      Correction correction, CorrectionRequest request, Optional<Right> right) {
    return correction.kind == request.kind()
        && correction.reason.equals(request.reason())
        && Optional.ofNullable(correction.screening).equals(right.map(Right::screening));
  }

  private static void requireCorrectable(
      Allocation allocation, Optional<Correction> last, Optional<Right> right) {
    if (last.filter(one -> one.kind == CorrectionKind.RANDOMIZED_IN_ERROR).isPresent()) {
      throw new CorrectionRefused("The subject was randomized in error, which is final.");
    }
    String standing =
        last.flatMap(one -> Optional.ofNullable(one.stratum))
            .orElse(EmergencyStratum.ofProtocol(allocation.stratum));
    if (right.filter(one -> one.stratum().equals(standing)).isPresent()) {
      throw new CorrectionRefused(
          "The values derive the stratum that stands already: " + standing + ".");
    }
  }

  private Correction append(
      LockedLog head,
      Caller caller,
      Allocation allocation,
      int sequence,
      CorrectionRequest request,
      Optional<Right> right) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("reason", request.reason());
    data.put("stratumAsRandomized", allocation.stratum);
    right.ifPresent(
        one -> {
          data.put("stratum", one.stratum());
          data.put("screening", one.values());
        });
    Logged logged =
        head.append(
            NewEntry.ofSubject(
                EntryType.valueOf(request.kind().name()),
                Actor.of(caller),
                allocation.subject,
                allocation.site,
                data));
    Correction correction = new Correction();
    correction.trial = allocation.trial;
    correction.subject = allocation.subject;
    correction.sequence = sequence;
    correction.entryIndex = logged.position();
    correction.kind = request.kind();
    correction.reason = request.reason();
    correction.stratum = right.map(Right::stratum).orElse(null);
    correction.screening = right.map(Right::screening).orElse(null);
    correction.correctedAt = logged.time();
    correction.correctedBy = caller.id();
    corrections.persist(correction);
    return correction;
  }

  Page<CorrectionView> list(Caller caller, String code, String subject) {
    trials.require(caller, code);
    return transactions.run(
        () -> {
          Allocation allocation = require(caller, code, subject);
          return new Page<>(
              corrections.of(code, subject).stream()
                  .map(correction -> CorrectionView.of(correction, allocation))
                  .toList(),
              Optional.empty(),
              CorrectionView.COLUMNS);
        });
  }

  private Allocation require(Caller caller, String code, String subject) {
    return allocations
        .find(code, subject)
        .filter(allocation -> caller.sites().includes(allocation.site))
        .orElseThrow(() -> new AllocationUnknown(subject));
  }

  /** A correction that cannot be. */
  static final class CorrectionRefused extends Refusal {
    CorrectionRefused(String why) {
      super(ProblemType.CORRECTION_REFUSED, why);
    }
  }
}
