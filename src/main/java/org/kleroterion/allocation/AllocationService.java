package org.kleroterion.allocation;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.kleroterion.access.Caller;
import org.kleroterion.log.Logged;
import org.kleroterion.log.Receipt;
import org.kleroterion.log.Receipts;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.GroupCommit;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Protocols;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Allocates subjects, and shows what they got. */
@ApplicationScoped
class AllocationService {
  private final Trials trials;
  private final AllocationRepository repository;
  private final GroupCommit<Draw.Asked, Answer> draws;
  private final Reconciliation reconciliation;
  private final Protocols protocols;
  private final Transactions transactions;
  private final TrialLog log;
  private final Receipts receipts;
  private final MeterRegistry meters;

  AllocationService(
      Trials trials,
      AllocationRepository repository,
      Draw draw,
      Reconciliation reconciliation,
      Protocols protocols,
      Transactions transactions,
      TrialLog log,
      Receipts receipts,
      MeterRegistry meters) {
    this.trials = trials;
    this.repository = repository;
    this.draws = transactions.grouped(draw::decide, this::withReceipts);
    this.reconciliation = reconciliation;
    this.protocols = protocols;
    this.transactions = transactions;
    this.log = log;
    this.receipts = receipts;
    this.meters = meters;
  }

  /**
   * Gives the subject its arm, or the arm that it has, with the receipt.
   *
   * @throws Refusal why it gets none now; the log says so too
   */
  Allocated allocate(Caller caller, String code, AllocationRequest request) {
    return allocated(decide(caller, code, request));
  }

  /** The same as an answer, whichever it is. */
  Answer decide(Caller caller, String code, AllocationRequest request) {
    caller.requireTrial(code);
    return draws.ask(code, new Draw.Asked(caller, request));
  }

  /**
   * Records the arm that the subject got from an emergency list, or gives the one that is recorded.
   *
   * @throws Refusal why it cannot be; the log says so too
   */
  Allocated reconcile(Caller caller, String code, int list, EmergencyAllocationRequest opened) {
    ServedTrial trial = trials.require(caller, code);
    Answer answer = transactions.run(() -> reconciliation.decide(caller, trial, list, opened));
    return allocated(withReceipts(code, List.of(answer)).get(0));
  }

  static Allocated allocated(Answer answer) {
    if (answer instanceof Answer.Refused refused) {
      throw refused.why();
    }
    Answer.Allocated allocated = (Answer.Allocated) answer;
    return new Allocated(allocated.allocation(), allocated.now());
  }

  // Signed only after the commit: a checkpoint over a tree that was rolled back could never be
  // honoured.
  private List<Answer> withReceipts(String code, List<Answer> answers) {
    List<Logged> logged = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer instanceof Answer.Allocated allocated) {
        logged.add(allocated.logged());
        if (allocated.now()) {
          meters.counter("kleroterion.allocations", "trial", code).increment();
        }
      }
    }
    Iterator<Receipt> signed = receipts.of(logged).iterator();
    return answers.stream()
        .map(
            answer ->
                answer instanceof Answer.Allocated allocated
                    ? allocated.with(signed.next())
                    : answer)
        .toList();
  }

  /**
   * The answer to a subject that has its arm.
   *
   * @param now false if it had it before
   */
  record Allocated(AllocationView allocation, boolean now) {}

  /**
   * @throws AllocationUnknown if there is none, or it is of a site that the caller does not reach
   */
  AllocationView read(Caller caller, String code, String subject) {
    Allocation allocation = require(caller, code, subject);
    AllocationView view = view(allocation);
    return receipts.ifSigned(code, position(allocation)).map(view::with).orElse(view);
  }

  /**
   * The subject's receipt, with the checkpoint of a later tree where witnesses have signed one.
   *
   * @throws AllocationUnknown if there is none, or it is of a site that the caller does not reach
   */
  String receipt(Caller caller, String code, String subject) {
    return receipts.witnessed(code, position(require(caller, code, subject)));
  }

  private long position(Allocation allocation) {
    return transactions.run(() -> allocation.position(log.first(allocation.trial)));
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
    int limit = request.limit();
    Conditions conditions =
        filter
            .conditions(caller)
            .and("trial = :trial", "trial", code)
            .and("number > :after", "after", request.afterNumber(0))
            .within(caller.sites());
    return transactions.run(
        () ->
            Page.of(
                repository.page(conditions, limit + 1),
                limit,
                allocation -> Long.toString(allocation.number),
                this::view,
                AllocationView.COLUMNS));
  }

  private AllocationView view(Allocation allocation) {
    return AllocationView.of(
        allocation, protocols.of(allocation.trial, allocation.protocolVersion));
  }

  /** No such allocation, or one of another site. */
  static final class AllocationUnknown extends Refusal {
    AllocationUnknown(String subject) {
      super(
          ProblemType.ALLOCATION_UNKNOWN,
          "The subject '"
              + subject
              + "' has no allocation, or it is of a site that the token does not name.");
    }
  }
}
