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
 * Answers what many ask of one trial at the same time in one transaction. Whoever asks while none
 * runs begins one; who asks while one runs waits, and all who wait go together in the next. So a
 * trial has one transaction at a time here, and one commit for many.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
public final class GroupCommit<Q, A> {
  private static final int LARGEST = 64;

  private final Transactions transactions;
  private final BiFunction<String, List<Q>, List<A>> work;
  private final BiFunction<String, List<A>, List<A>> afterwards;

  /** Who waits, by trial; a trial is in it as long as somebody runs its transactions. */
  private final Map<String, ArrayDeque<Asked>> waiting = new HashMap<>();

  GroupCommit(
      Transactions transactions,
      BiFunction<String, List<Q>, List<A>> work,
      BiFunction<String, List<A>, List<A>> afterwards) {
    this.transactions = transactions;
    this.work = work;
    this.afterwards = afterwards;
  }

  /** One who asks. */
  private final class Asked {
    final Q question;

    /**
     * Ends with true if this one is to run the next transaction, with false once it is answered.
     */
    final CompletableFuture<Boolean> turn = new CompletableFuture<>();

    @Nullable A answer;
    @Nullable RuntimeException failure;

    Asked(Q question) {
      this.question = question;
    }

    A answer() {
      if (failure != null) {
        throw failure;
      }
      if (answer == null) {
        throw new IllegalStateException("the one who ran the transaction ended without an answer");
      }
      return answer;
    }
  }

  /**
   * The answer, when its transaction has committed.
   *
   * @throws Transactions.DatabaseUnavailable if the database is gone or too slow
   */
  public A ask(String trial, Q question) {
    Asked mine = new Asked(question);
    if (begins(trial, mine) || hasTurn(trial, mine)) {
      List<Asked> group = next(trial, mine);
      try {
        try {
          attempt(group, asked -> commit(trial, asked));
        } finally {
          passOn(trial);
        }
        attempt(
            group.stream().filter(asked -> asked.failure == null).toList(),
            asked -> finish(trial, asked));
      } finally {
        group.forEach(asked -> asked.turn.complete(false));
      }
    }
    return mine.answer();
  }

  /** For all of them together, or where that fails for each alone: nobody fails for another. */
  private void attempt(List<Asked> group, Consumer<List<Asked>> step) {
    try {
      step.accept(group);
    } catch (RuntimeException e) {
      if (group.size() == 1 || e instanceof Transactions.DatabaseUnavailable) {
        group.forEach(asked -> asked.failure = e);
      } else {
        group.forEach(asked -> attempt(List.of(asked), step));
      }
    }
  }

  private void commit(String trial, List<Asked> group) {
    List<Q> questions = group.stream().map(asked -> asked.question).toList();
    keep(group, transactions.run(() -> work.apply(trial, questions)));
  }

  private void finish(String trial, List<Asked> group) {
    keep(group, afterwards.apply(trial, group.stream().map(Asked::answer).toList()));
  }

  private void keep(List<Asked> group, List<A> answers) {
    for (int i = 0; i < group.size(); i++) {
      group.get(i).answer = answers.get(i);
    }
  }

  private synchronized boolean begins(String trial, Asked mine) {
    @Nullable ArrayDeque<Asked> ahead = waiting.get(trial);
    if (ahead == null) {
      waiting.put(trial, new ArrayDeque<>());
      return true;
    }
    ahead.add(mine);
    return false;
  }

  private boolean hasTurn(String trial, Asked mine) {
    try {
      return mine.turn.get(Transactions.LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      if (gaveUp(trial, mine)) {
        throw new Transactions.DatabaseUnavailable("the requests ahead took too long");
      }
      // In a transaction already, which the database's own limits end.
      return mine.turn.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (gaveUp(trial, mine)) {
        throw new Transactions.DatabaseUnavailable("the service is being stopped");
      }
      return mine.turn.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized boolean gaveUp(String trial, Asked mine) {
    @Nullable ArrayDeque<Asked> ahead = waiting.get(trial);
    return ahead != null && ahead.remove(mine);
  }

  private synchronized List<Asked> next(String trial, Asked mine) {
    ArrayDeque<Asked> ahead = waiting.getOrDefault(trial, new ArrayDeque<>());
    List<Asked> group = new ArrayList<>(List.of(mine));
    while (group.size() < LARGEST && !ahead.isEmpty()) {
      group.add(ahead.remove());
    }
    return group;
  }

  private synchronized void passOn(String trial) {
    @Nullable Asked next = waiting.getOrDefault(trial, new ArrayDeque<>()).poll();
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
