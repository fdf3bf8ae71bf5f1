package org.kleroterion.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kleroterion.problem.TrialTroubles.Kind;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TrialTroublesTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TrialTroubles troubles = new TrialTroubles(meters);
  private final List<String> lines = new ArrayList<>();
  private final Handler handler = new Lines();

  @BeforeEach
  void listen() {
    Logger.getLogger(TrialTroubles.class.getName()).addHandler(handler);
  }

  @AfterEach
  void stop() {
    Logger.getLogger(TrialTroubles.class.getName()).removeHandler(handler);
  }

  private double metric(String trial, Kind kind) {
    return meters
        .get("kleroterion.trial.trouble")
        .tag("trial", trial)
        .tag("kind", kind.label())
        .gauge()
        .value();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("R17")
  void one_trials_trouble_never_concerns_another(Kind kind) {
    troubles.register("a");
    troubles.register("b");

    troubles.begin("a", kind, "the reason");

    assertThat(troubles.areSomeServed()).isTrue();
    assertThat(troubles.isNotServed("b")).isFalse();
    assertThat(troubles.all()).containsOnlyKeys("a");
    assertThat(troubles.all().get("a")).isEqualTo(kind.label() + ": the reason");
    assertThat(metric("a", kind)).isEqualTo(1);
    assertThat(metric("b", kind)).isZero();

    troubles.end("a", kind);
    assertThat(troubles.all()).isEmpty();
    assertThat(metric("a", kind)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("R17")
  void the_service_is_ready_unless_no_registered_trial_can_be_served(Kind kind) {
    boolean stops = kind != Kind.PROTOCOL_REFUSED && kind != Kind.ANCHOR_FULL;
    assertThat(troubles.areSomeServed()).as("none is registered").isTrue();
    troubles.begin("new", Kind.PROTOCOL_REFUSED, "faulty");
    assertThat(troubles.areSomeServed()).as("none could be registered").isTrue();
    assertThat(troubles.isNotServed("new")).isTrue();

    troubles.register("a");
    troubles.register("b");
    troubles.begin(List.of("a", "b"), kind, "the reason");
    assertThat(troubles.areSomeServed()).isEqualTo(!stops);

    troubles.end("b", kind);
    assertThat(troubles.areSomeServed()).isTrue();
  }

  @Test
  void a_trouble_has_one_line_when_it_begins_changes_and_ends() {
    troubles.register("a");
    for (int i = 0; i < 3; i++) {
      troubles.begin(List.of("a", "b"), Kind.ANCHOR_FULL, "the volume is full");
    }
    troubles.begin("a", Kind.ANCHOR_FULL, "another reason");
    for (int i = 0; i < 3; i++) {
      troubles.end(List.of("a", "b"), Kind.ANCHOR_FULL);
      troubles.end("a", Kind.LOG_BROKEN);
    }

    assertThat(lines)
        .containsExactly(
            "Trouble anchor-full of the trial a, b: the volume is full",
            "Trouble anchor-full of the trial a: another reason",
            "The trouble anchor-full of the trial a, b is over");
  }

  @Test
  void two_troubles_of_a_trial_are_independent() {
    troubles.register("a");
    troubles.begin("a", Kind.LOG_BROKEN, "x");
    troubles.begin("a", Kind.PROTOCOL_REFUSED, "y");
    assertThat(troubles.all()).containsEntry("a", "log-broken: x; protocol-refused: y");
    troubles.end("a", Kind.LOG_BROKEN);
    assertThat(troubles.all()).containsEntry("a", "protocol-refused: y");
    assertThat(troubles.areSomeServed()).isTrue();
  }

  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord line) {
      Object[] parameters = line.getParameters();
      lines.add(
          parameters == null ? line.getMessage() : String.format(line.getMessage(), parameters));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
