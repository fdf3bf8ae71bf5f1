package org.kleroterion.allocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.kleroterion.access.Caller;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.signing.Receipt;
import org.kleroterion.log.signing.Receipts;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.GroupCommit;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Protocols;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Created;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Allocates subjects and reads their allocations. */
@ApplicationScoped
public class AllocationService {
  private final Trials trials;
  private final AllocationRepository repository;
  private final GroupCommit<Draw.Request, Decision> draws;
  private final Protocols protocols;
  private final Transactions transactions;
  private final TrialLog log;
  private final Receipts receipts;
  private final MeterRegistry meters;

  AllocationService(
      Trials trials,
      AllocationRepository repository,
      Draw draw,
      Protocols protocols,
      Transactions transactions,
      TrialLog log,
      Receipts receipts,
      MeterRegistry meters) {
    this.trials = trials;
    this.repository = repository;
    this.draws = transactions.grouped(draw::decide, this::withReceipts);
    this.protocols = protocols;
    this.transactions = transactions;
    this.log = log;
    this.receipts = receipts;
    this.meters = meters;
  }

  /**
   * Allocates the subject, or returns its existing allocation, with the receipt.
   *
   * @throws Refusal if the subject cannot be allocated now; the log records the refusal, unless the
   *     request itself is invalid
   */
  Created<AllocationView> allocate(Caller caller, String code, AllocationRequest request) {
    return allocated(decide(caller, code, request));
  }

  /** Like {@link #allocate}, but returns a refusal of the request instead of throwing it. */
  public Decision decide(Caller caller, String code, AllocationRequest request) {
    caller.requireTrial(code);
    return draws.ask(code, new Draw.Request(caller, request));
  }

  /**
   * Signs the receipt for a decision whose transaction has committed.
   *
   * @throws Refusal the decision's own, if it is a refusal
   */
  public Created<AllocationView> answered(String code, Decision answer) {
    return allocated(withReceipts(code, List.of(answer)).get(0));
  }

  /**
   * The allocation of a decision.
   *
   * @throws Refusal the decision's own, if it is a refusal
   */
  public static Created<AllocationView> allocated(Decision answer) {
    if (answer instanceof Decision.Refused refused) {
      throw refused.why();
    }
    Decision.Allocated allocated = (Decision.Allocated) answer;
    return new Created<>(allocated.allocation(), allocated.isNew());
  }

  // Sign only after the commit: a checkpoint over a rolled-back tree could never be honoured.
  private List<Decision> withReceipts(String code, List<Decision> answers) {
    List<Logged> logged = new ArrayList<>();
    for (Decision answer : answers) {
      if (answer instanceof Decision.Allocated allocated) {
        logged.add(allocated.logged());
        if (allocated.isNew()) {
          Counter.builder("kleroterion.allocations")
              .description("Subjects that were allocated")
              .tag("trial", code)
              .register(meters)
              .increment();
        }
      }
    }
    Iterator<Receipt> signed = receipts.of(logged).iterator();
    return answers.stream()
        .map(
            answer ->
                answer instanceof Decision.Allocated allocated
                    ? allocated.with(signed.next())
                    : answer)
        .toList();
  }

  /**
   * @throws AllocationUnknown if the subject has no allocation, or the token does not name its site
   */
  public AllocationView read(Caller caller, String code, String subject) {
    Allocation allocation = require(caller, code, subject);
    AllocationView view = view(allocation);
    return receipts.ifSigned(code, position(allocation)).map(view::with).orElse(view);
  }

  /**
   * The subject's receipt, with the checkpoint of a later tree where witnesses have signed one.
   *
   * @throws AllocationUnknown if the subject has no allocation, or the token does not name its site
   */
  String receipt(Caller caller, String code, String subject) {
    return receipts.witnessed(code, position(require(caller, code, subject)));
  }

  private long position(Allocation allocation) {
    return transactions.run(() -> allocation.position(log.firstPosition(allocation.trial)));
  }

  private Allocation require(Caller caller, String code, String subject) {
    trials.require(caller, code);
    return transactions.run(
        () ->
            repository
                .find(code, subject)
                .filter(allocation -> caller.sites().includes(allocation.site))
                .orElseThrow(() -> new AllocationUnknown(subject)));
  }

  Page<AllocationView> page(
      Caller caller, String code, AllocationFilter filter, PageRequest request) {
    trials.require(caller, code);
    long end = transactions.run(() -> log.end(code));
    return Page.read(
        request,
        page -> {
          Conditions conditions =
              filter
                  .conditions(caller)
                  .and("trial = :trial", "trial", code)
                  .and("number > :after", "after", page.afterNumber(0))
                  .and("entryPosition < :end", "end", end)
                  .within(caller.sites());
          int limit = page.limit();
          return transactions.run(
              () ->
                  Page.of(
                      repository.page(conditions, limit + 1),
                      limit,
                      allocation -> Long.toString(allocation.number),
                      this::view,
                      AllocationView.COLUMNS));
        });
  }

  private AllocationView view(Allocation allocation) {
    return AllocationView.of(
        allocation, protocols.of(allocation.trial, allocation.protocolVersion));
  }

  /** The subject has no allocation, or the token does not name its site. */
  public static final class AllocationUnknown extends Refusal {
    public AllocationUnknown(String subject) {
      super(
          ProblemType.ALLOCATION_UNKNOWN,
          "The subject '" + subject + "' has no allocation, or the token does not name its site.");
    }
  }
}
