package org.kleroterion.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.database.TestDatabase;
import org.kleroterion.storage.Transactions.DatabaseUnavailable;

/** Who waits for a trial goes together; who fails, fails alone. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GroupCommitTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Inject Transactions transactions;

  private final List<List<String>> runs = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private ExecutorService threads;
  private GroupCommit<String, String> group;

  @BeforeEach
  void the_first_transaction_of_the_hot_trial_waits() {
    threads = Executors.newCachedThreadPool();
    group = transactions.grouped(this::answer, GroupCommitTest::completed);
  }

  @AfterEach
  void everybody_goes() {
    firstMayEnd.countDown();
    threads.shutdownNow();
  }

  private List<String> answer(String trial, List<String> questions) {
    assertThat(QuarkusTransaction.getStatus()).isEqualTo(Status.STATUS_ACTIVE);
    runs.add(questions);
    if (questions.contains("first")) {
      await(firstMayEnd);
    }
    if (questions.contains("wrong")) {
      throw new IllegalArgumentException("wrong");
    }
    if (questions.contains("down")) {
      throw new DatabaseUnavailable("for this test");
    }
    return questions.stream().map(question -> question + " answered").toList();
  }

  private static List<String> completed(String trial, List<String> answers) {
    assertThat(QuarkusTransaction.getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
    if (answers.contains("unsigned answered")) {
      throw new IllegalArgumentException("unsigned");
    }
    return answers.stream().map(answer -> answer + " to " + answers.size()).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<String> ask(String question) {
    return CompletableFuture.supplyAsync(() -> group.ask("hot", question), threads);
  }

  /** Asks, and returns once the question waits behind those before. */
  private CompletableFuture<String> askBehind(int before, String question) {
    CompletableFuture<String> answer = ask(question);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(TIMEOUT)
        .until(() -> group.waiting() == before + 1);
    return answer;
  }

  private List<CompletableFuture<String>> whileTheFirstRuns(List<String> questions) {
    CompletableFuture<String> first = ask("first");
    Awaitility.await().atMost(TIMEOUT).until(() -> runs.size() == 1);
    List<CompletableFuture<String>> all = new ArrayList<>(List.of(first));
    IntStream.range(0, questions.size()).forEach(i -> all.add(askBehind(i, questions.get(i))));
    firstMayEnd.countDown();
    return all;
  }

  @Test
  @Tag("R02")
  void who_waits_goes_together_in_the_order_of_coming_and_gets_its_own_answer() {
    List<CompletableFuture<String>> answers = whileTheFirstRuns(List.of("a", "b", "c"));
    assertThat(answers.stream().map(CompletableFuture::join))
        .containsExactly(
            "first answered to 1", "a answered to 3", "b answered to 3", "c answered to 3");
    assertThat(runs).containsExactly(List.of("first"), List.of("a", "b", "c"));
  }

  @Test
  @Tag("R02")
  void no_transaction_is_larger_than_64_and_nobody_is_forgotten() {
    List<String> many = IntStream.range(0, 130).mapToObj(i -> "q" + i).toList();
    List<CompletableFuture<String>> answers = whileTheFirstRuns(many);
    assertThat(answers.stream().skip(1).map(CompletableFuture::join))
        .zipSatisfy(many, (answer, question) -> assertThat(answer).startsWith(question + " "));
    assertThat(runs.stream().map(List::size)).containsExactly(1, 64, 64, 2);
  }

  @Test
  @Tag("R02")
  void who_fails_fails_alone() {
    List<CompletableFuture<String>> answers = whileTheFirstRuns(List.of("a", "wrong", "c"));
    // Completed together again: only the transaction was apart.
    assertThat(answers.get(1).join()).isEqualTo("a answered to 2");
    assertThatThrownBy(answers.get(2)::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(answers.get(3).join()).isEqualTo("c answered to 2");
    assertThat(runs)
        .containsExactly(
            List.of("first"),
            List.of("a", "wrong", "c"),
            List.of("a"),
            List.of("wrong"),
            List.of("c"));
  }

  @Test
  @Tag("R02")
  void who_is_not_completed_is_so_alone_and_no_transaction_runs_again() {
    List<CompletableFuture<String>> answers = whileTheFirstRuns(List.of("a", "unsigned", "c"));
    assertThat(answers.get(1).join()).isEqualTo("a answered to 1");
    assertThatThrownBy(answers.get(2)::join).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(answers.get(3).join()).isEqualTo("c answered to 1");
    assertThat(runs).containsExactly(List.of("first"), List.of("a", "unsigned", "c"));
  }

  @Test
  @Tag("R17")
  void a_database_that_is_gone_is_not_asked_again_for_each() {
    List<CompletableFuture<String>> answers = whileTheFirstRuns(List.of("a", "down", "c"));
    answers.stream()
        .skip(1)
        .forEach(
            answer ->
                assertThatThrownBy(answer::join).hasCauseInstanceOf(DatabaseUnavailable.class));
    assertThat(runs).hasSize(2);
    assertThat(ask("later").join()).isEqualTo("later answered to 1");
  }

  @Test
  @Tag("R17")
  void who_waits_too_long_is_told_and_the_next_does_not_wait_for_it() {
    CompletableFuture<String> first = ask("first");
    Awaitility.await().atMost(TIMEOUT).until(() -> runs.size() == 1);
    assertThatThrownBy(askBehind(0, "impatient")::join)
        .hasCauseInstanceOf(DatabaseUnavailable.class);
    CompletableFuture<String> next = askBehind(0, "next");
    firstMayEnd.countDown();
    assertThat(first.join()).isEqualTo("first answered to 1");
    assertThat(next.join()).isEqualTo("next answered to 1");
    assertThat(runs).containsExactly(List.of("first"), List.of("next"));
  }

  @Test
  void another_trial_does_not_wait() {
    CompletableFuture<String> first = ask("first");
    Awaitility.await().atMost(TIMEOUT).until(() -> runs.size() == 1);
    // On H2 the service runs one transaction at a time, whatever the trial.
    if (!TestDatabase.isPostgres()) {
      firstMayEnd.countDown();
    }
    assertThat(group.ask("calm", "a")).isEqualTo("a answered to 1");
    firstMayEnd.countDown();
    assertThat(first.join()).isEqualTo("first answered to 1");
  }
}
