package org.kleroterion.allocation.correction;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.Allocation;
import org.kleroterion.allocation.AllocationRepository;
import org.kleroterion.allocation.AllocationService.AllocationUnknown;
import org.kleroterion.allocation.CorrectionKind;
import org.kleroterion.allocation.EmergencyStratum;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Violation;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Level;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.wire.Created;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/**
 * Records corrections. A correction does not change the arm, the slot or the stratum as randomized
 * (R10, R11).
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
   * Records a correction, or returns the subject's last one if it is the same.
   *
   * @throws AllocationUnknown if the subject has no allocation, or the token does not name its site
   * @throws CorrectionRefused if the correction would change nothing, or the subject's last one is
   *     RANDOMIZED_IN_ERROR
   */
  Created<CorrectionView> correct(
      Caller caller, String code, String subject, CorrectionRequest request) {
    ServedTrial trial = trials.require(caller, code);
    Optional<Right> right = right(trial, request);
    return transactions.run(
        () -> {
          LockedLog head = log.lock(code);
          Allocation allocation = require(caller, code, subject);
          List<Correction> before = corrections.of(code, subject);
          Optional<Correction> last =
              before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
          if (last.filter(correction -> isSame(correction, request, right)).isPresent()) {
            return new Created<>(CorrectionView.of(last.get(), allocation), false);
          }
          requireCorrectable(allocation, last, right);
          Correction correction =
              append(head, caller, allocation, before.size() + 1, request, right);
          return new Created<>(CorrectionView.of(correction, allocation), true);
        });
  }

  /** The right values and the stratum that is derived from them. */
  private record Right(String screening, String stratum, Map<String, Object> values) {}

  private static Optional<Right> right(ServedTrial trial, CorrectionRequest request) {
    if (request.kind() == CorrectionKind.RANDOMIZED_IN_ERROR) {
      if (request.screening().isPresent()) {
        throw new InvalidRequest("/screening", "Must be left out with RANDOMIZED_IN_ERROR.");
      }
      return Optional.empty();
    }
    if (request.screening().isEmpty()) {
      throw new InvalidRequest(
          "/screening", "Must have the right values, because 'kind' is STRATUM_CORRECTED.");
    }
    Screening screening = trial.read(request.screening().get());
    String stratum =
        trial
            .protocol()
            .stratum(screening)
            .orElseThrow(() -> new InvalidRequest(withoutLevel(trial.protocol(), screening)));
    return Optional.of(new Right(screening.canonical(), stratum, Map.copyOf(screening.values())));
  }

  /** One violation for each factor of which the screening reaches no level. */
  private static List<Violation> withoutLevel(Protocol protocol, Screening screening) {
    List<Violation> violations = new ArrayList<>();
    for (Factor factor : protocol.factors()) {
      if (factor.level(screening).isPresent()) {
        continue;
      }
      Set<String> variables = new TreeSet<>();
      factor.levels().forEach(level -> variables.addAll(level.rule().variables()));
      List<String> missing =
          variables.stream().filter(name -> screening.value(name).isEmpty()).toList();
      if (missing.isEmpty()) {
        String levels = factor.levels().stream().map(Level::code).collect(Collectors.joining(", "));
        violations.add(
            new Violation(
                variables.size() == 1 ? "/screening/" + variables.iterator().next() : "/screening",
                "Must belong to one level of the factor "
                    + factor.code()
                    + ": "
                    + levels
                    + ". Check "
                    + String.join(", ", variables)
                    + "."));
      } else {
        missing.forEach(
            name ->
                violations.add(
                    new Violation(
                        "/screening/" + name, "Is needed for the factor " + factor.code() + ".")));
      }
    }
    return violations;
  }

  private static boolean isSame(
      Correction correction, CorrectionRequest request, Optional<Right> right) {
    return correction.kind == request.kind()
        && correction.reason.equals(request.reason())
        && Optional.ofNullable(correction.screening).equals(right.map(Right::screening));
  }

  private static void requireCorrectable(
      Allocation allocation, Optional<Correction> last, Optional<Right> right) {
    if (last.filter(made -> made.kind == CorrectionKind.RANDOMIZED_IN_ERROR).isPresent()) {
      throw CorrectionRefused.afterTheLast();
    }
    String current =
        last.flatMap(correction -> Optional.ofNullable(correction.stratum))
            .orElse(EmergencyStratum.ofProtocol(allocation.stratum));
    if (right.filter(corrected -> corrected.stratum().equals(current)).isPresent()) {
      throw CorrectionRefused.unchanged(current);
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
        corrected -> {
          data.put("stratum", corrected.stratum());
          data.put("screening", corrected.values());
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
    correction.entryPosition = logged.position();
    correction.kind = request.kind();
    correction.reason = request.reason();
    correction.stratum = right.map(Right::stratum).orElse(null);
    correction.screening = right.map(Right::screening).orElse(null);
    correction.correctedAt = logged.time();
    correction.correctedBy = caller.id();
    corrections.persist(correction);
    return correction;
  }

  Page<CorrectionView> page(Caller caller, String code, String subject, PageRequest request) {
    trials.require(caller, code);
    Allocation allocation = transactions.run(() -> require(caller, code, subject));
    long end = transactions.run(() -> log.end(code));
    return Page.read(
        request,
        page -> {
          int limit = page.limit();
          int after = page.afterInteger();
          return transactions.run(
              () ->
                  Page.of(
                      corrections.page(code, subject, after, end, limit + 1),
                      limit,
                      correction -> Integer.toString(correction.sequence),
                      correction -> CorrectionView.of(correction, allocation),
                      CorrectionView.COLUMNS));
        });
  }

  private Allocation require(Caller caller, String code, String subject) {
    return allocations
        .find(code, subject)
        .filter(allocation -> caller.sites().includes(allocation.site))
        .orElseThrow(() -> new AllocationUnknown(subject));
  }

  /** The correction is not possible. */
  static final class CorrectionRefused extends Refusal {
    private CorrectionRefused(String why) {
      super(ProblemType.CORRECTION_REFUSED, why);
    }

    static CorrectionRefused afterTheLast() {
      return new CorrectionRefused(
          "The subject has the correction RANDOMIZED_IN_ERROR. No further correction is possible.");
    }

    static CorrectionRefused unchanged(String stratum) {
      return new CorrectionRefused(
          "The values give the stratum that is already recorded: " + stratum + ".");
    }
  }
}
