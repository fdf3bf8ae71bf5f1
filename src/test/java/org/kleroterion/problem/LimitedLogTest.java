package org.kleroterion.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitedLogTest {
  private static final String NAME = "org.kleroterion.problem.limited";

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final LimitedLog log = new LimitedLog(Logger.getLogger(NAME), nanos::get);
  private final Handler handler = new Lines();

  @BeforeEach
  void listen() {
    java.util.logging.Logger.getLogger(NAME).addHandler(handler);
  }

  @AfterEach
  void stop() {
    java.util.logging.Logger.getLogger(NAME).removeHandler(handler);
  }

  @Test
  void a_kind_gets_one_line_in_ten_seconds_and_the_next_one_counts_the_others() {
    for (int i = 0; i < 5; i++) {
      log.log(Logger.Level.ERROR, "database", "The database is down 100%");
      after(2);
    }
    log.log(Logger.Level.ERROR, "database", "The database is still down");
    assertThat(lines)
        .containsExactly(
            "The database is down 100%",
            "The database is still down (4 similar lines were omitted)");
  }

  @Test
  void another_kind_has_its_own_line() {
    log.log(Logger.Level.ERROR, "database", "The database is down");
    log.log(Logger.Level.ERROR, "anchor", "The anchor is full");
    assertThat(lines).containsExactly("The database is down", "The anchor is full");
  }

  @Test
  void a_line_after_a_quiet_time_says_nothing_of_others() {
    log.log(Logger.Level.ERROR, "database", "The database is down");
    after(11);
    log.log(Logger.Level.ERROR, "database", "The database is down again");
    assertThat(lines).containsExactly("The database is down", "The database is down again");
  }

  private void after(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord record) {
      lines.add(
          record.getParameters() == null
              ? record.getMessage()
              : String.format(record.getMessage(), record.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
