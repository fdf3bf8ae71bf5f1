package org.kleroterion.gateway.openclinica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.problem.Refusal;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AccountsTest {
  private final Accounts accounts =
      new Accounts(
          List.of(account("good", "right"), account("other", "right")),
          new SecureRandom(),
          System::nanoTime);

  private static Account account(String name, String password) {
    return new Account(name, OpenClinicas.hash(password), Set.of("*"), Set.of("*"));
  }

  private static String basic(String name, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"good", "other", "unknown"})
  void many_wrong_passwords_at_once_wait_for_few_checks_only(String name) throws Exception {
    accounts.caller(basic("good", "right"));
    ExecutorService callers = Executors.newFixedThreadPool(24);
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String wrong = "wrong" + i;
        answers.add(callers.submit(() -> refusal(name, wrong)));
      }
      long begin = System.nanoTime();
      accounts.caller(basic("good", "right"));
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
      List<String> refusals = new ArrayList<>();
      for (Future<String> answer : answers) {
        refusals.add(answer.get());
      }
      assertThat(refusals).containsOnly("ACCOUNT_REQUIRED", "TOO_MANY_ATTEMPTS");
      assertThat(refusals).filteredOn("ACCOUNT_REQUIRED"::equals).hasSizeBetween(1, 8);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void a_first_check_is_not_delayed_by_wrong_passwords_of_another_name() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(24);
    try {
      for (int i = 0; i < 24; i++) {
        String wrong = "wrong" + i;
        callers.submit(() -> refusal("unknown", wrong));
      }
      assertThat(accounts.caller(basic("good", "right")).id()).contains("good");
    } finally {
      callers.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "good, its password is not the password of good",
    "unknown, there is no account of its name",
    "'', there is no account of its name"
  })
  void wrong_passwords_write_one_line(String name, String line) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger.getLogger(Accounts.class.getName()).addHandler(handler);
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(refusal(name, "wrong" + i)).isEqualTo("ACCOUNT_REQUIRED");
      }
    } finally {
      Logger.getLogger(Accounts.class.getName()).removeHandler(handler);
    }
    assertThat(lines).containsExactly("Refused a call: " + line);
  }

  private String refusal(String name, String password) {
    try {
      accounts.caller(basic(name, password));
      return "none";
    } catch (Refusal refusal) {
      return refusal.type().name();
    }
  }
}
