package org.kleroterion.storage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;
import org.kleroterion.settings.RepeatedTask;

/**
 * Compares the database's clock, which the log's entries have, with the clock of this replica,
 * which decides whether a token has expired. One of them is wrong if they differ.
 */
@ApplicationScoped
public class DatabaseClock {
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final DataSource database;
  private final InstantSource clock;
  private Optional<RepeatedTask> rounds = Optional.empty();
  private volatile double difference = Double.NaN;

  DatabaseClock(DataSource database, InstantSource clock, MeterRegistry meters) {
    this.database = database;
    this.clock = clock;
    Gauge.builder("kleroterion.database.clock.difference.seconds", this, now -> now.difference)
        .description(
            "The database's clock minus the clock of this replica; NaN while it is not known")
        .register(meters);
  }

  /** Starts to compare the clocks. */
  public void start() {
    rounds = Optional.of(RepeatedTask.every(PAUSE, "database-clock", this::compare));
  }

  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(RepeatedTask::close);
  }

  void compare() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      Instant before = clock.instant();
      try (ResultSet row = statement.executeQuery("select current_timestamp")) {
        row.next();
        Instant read = row.getObject(1, OffsetDateTime.class).toInstant();
        // The database read its clock somewhere in between.
        Duration asked = Duration.between(before, clock.instant());
        difference = Duration.between(before.plus(asked.dividedBy(2)), read).toMillis() / 1000.0;
      }
    } catch (SQLException unreachable) {
      // The readiness check reports it.
      difference = Double.NaN;
    }
  }
}
