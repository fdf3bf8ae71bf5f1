package org.kleroterion.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Where an entry lies, once logs have ended. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExportedTrialTest {
  private static ExportedTrial of(long end, Long... firstPositions) {
    return new ExportedTrial(
        "t", List.of(), List.of(), List.of(firstPositions), end, Instant.EPOCH);
  }

  @Test
  void in_the_first_log_a_position_is_an_index() {
    ExportedTrial trial = of(8, 0L);

    assertThat(trial.entry(0)).isEqualTo("0");
    assertThat(trial.entry(7)).isEqualTo("7");
    assertThat(trial.log()).isEqualTo("log");
    assertThat(trial.size()).isEqualTo(8);
  }

  @Test
  void an_entry_of_a_log_that_has_ended_says_of_which() {
    ExportedTrial trial = of(25, 0L, 10L, 20L);

    assertThat(trial.entry(9)).isEqualTo("log/9");
    assertThat(trial.entry(10)).isEqualTo("log-2/0");
    assertThat(trial.entry(19)).isEqualTo("log-2/9");
    assertThat(trial.entry(20)).isEqualTo("0");
    assertThat(trial.log()).isEqualTo("log-3");
    assertThat(trial.size()).isEqualTo(5);
  }
}
