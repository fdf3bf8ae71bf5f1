package org.kleroterion.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: concurrent requests for one trial share a transaction. A request that arrives while
 * no transaction of its trial runs starts one. A request that arrives while one runs waits, and all
 * waiting requests, up to {@value #LARGEST}, go together into the next transaction. So each trial
 * has at most one transaction at a time in this replica, and one commit serves many requests.
 *
 * @param <Q> a request
 * @param <A> its answer
 */
public final class GroupCommit<Q, A> {
  private static final int LARGEST = 64;

  private final Transactions transactions;
  private final BiFunction<String, List<Q>, List<A>> work;
  private final BiFunction<String, List<A>, List<A>> afterwards;

  /**
   * The waiting requests by trial. A trial has an entry as long as one of its transactions runs.
   */
  private final Map<String, ArrayDeque<Pending>> waiting = new HashMap<>();

  GroupCommit(
      Transactions transactions,
      BiFunction<String, List<Q>, List<A>> work,
      BiFunction<String, List<A>, List<A>> afterwards) {
    this.transactions = transactions;
    this.work = work;
    this.afterwards = afterwards;
  }

  /** One request, with its answer or failure once it has been processed. */
  private final class Pending {
    final Q request;

    /**
     * Completes with true if this request's thread must run the next transaction, and with false
     * once the request has been processed by another thread.
     */
    final CompletableFuture<Boolean> turn = new CompletableFuture<>();

    @Nullable A answer;
    @Nullable RuntimeException failure;

    Pending(Q request) {
      this.request = request;
    }

    A answer() {
      if (failure != null) {
        throw failure;
      }
      if (answer == null) {
        throw new IllegalStateException("the transaction ended without an answer to this request");
      }
      return answer;
    }
  }

  /**
   * Waits for the request's transaction to commit, and returns the answer.
   *
   * @throws Transactions.DatabaseUnavailable if the database cannot be reached or is too slow
   */
  public A ask(String trial, Q request) {
    Pending own = new Pending(request);
    if (startsTransaction(trial, own) || awaitTurn(trial, own)) {
      List<Pending> group = nextGroup(trial, own);
      try {
        try {
          attempt(group, part -> commit(trial, part));
        } finally {
          handOver(trial);
        }
        attempt(
            group.stream().filter(pending -> pending.failure == null).toList(),
            part -> finish(trial, part));
      } finally {
        group.forEach(pending -> pending.turn.complete(false));
      }
    }
    return own.answer();
  }

  /**
   * Runs the step for the whole group. If it throws, runs it for each request alone, so that one
   * bad request does not fail the others.
   */
  private void attempt(List<Pending> group, Consumer<List<Pending>> step) {
    try {
      step.accept(group);
    } catch (RuntimeException e) {
      if (group.size() == 1 || e instanceof Transactions.DatabaseUnavailable) {
        group.forEach(pending -> pending.failure = e);
      } else {
        group.forEach(pending -> attempt(List.of(pending), step));
      }
    }
  }

  private void commit(String trial, List<Pending> group) {
    List<Q> requests = group.stream().map(pending -> pending.request).toList();
    storeAnswers(group, transactions.run(() -> work.apply(trial, requests)));
  }

  private void finish(String trial, List<Pending> group) {
    storeAnswers(group, afterwards.apply(trial, group.stream().map(Pending::answer).toList()));
  }

  private void storeAnswers(List<Pending> group, List<A> answers) {
    for (int i = 0; i < group.size(); i++) {
      group.get(i).answer = answers.get(i);
    }
  }

  private synchronized boolean startsTransaction(String trial, Pending own) {
    @Nullable ArrayDeque<Pending> queue = waiting.get(trial);
    if (queue == null) {
      waiting.put(trial, new ArrayDeque<>());
      return true;
    }
    queue.add(own);
    return false;
  }

  private boolean awaitTurn(String trial, Pending own) {
    try {
      return own.turn.get(Transactions.LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      if (withdraw(trial, own)) {
        throw new Transactions.DatabaseUnavailable("the transactions ahead took too long");
      }
      // Already part of a transaction, which the database's timeouts end.
      return own.turn.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (withdraw(trial, own)) {
        throw new Transactions.DatabaseUnavailable("the service is being stopped");
      }
      return own.turn.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized boolean withdraw(String trial, Pending own) {
    @Nullable ArrayDeque<Pending> queue = waiting.get(trial);
    return queue != null && queue.remove(own);
  }

  private synchronized List<Pending> nextGroup(String trial, Pending own) {
    ArrayDeque<Pending> queue = waiting.getOrDefault(trial, new ArrayDeque<>());
    List<Pending> group = new ArrayList<>(List.of(own));
    while (group.size() < LARGEST && !queue.isEmpty()) {
      group.add(queue.remove());
    }
    return group;
  }

  private synchronized void handOver(String trial) {
    @Nullable Pending next = waiting.getOrDefault(trial, new ArrayDeque<>()).poll();
    if (next == null) {
      waiting.remove(trial);
    } else {
      next.turn.complete(true);
    }
  }

  synchronized int waiting() {
    return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
  }
}
