package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is altered in an export, the verifier finds it. */
@Tag("R09")
@DisplayNameGeneration(ReplaceUnderscores.class)
class MutationTest {
  @TempDir Path folder;

  @Test
  void no_alteration_of_an_export_passes() {
    Path export = folder.resolve("export.zip");
    Logs.complete()
        .forge()
        .published(5, Logs.WITNESS)
        .published(20, Logs.WITNESS)
        .with("timestamps/5.tsr", new byte[] {1})
        .write(export);
    assertThat(Verifier.run(export.toString(), "--key", Logs.KEY.vkey()).status()).isZero();

    Matrix.Outcome outcome = MutationMatrix.run(export, Logs.KEY.vkey());

    System.out.println("Mutants of a complete log: " + outcome.mutants());
    assertThat(outcome.mutants()).isPositive();
    assertThat(outcome.survivors()).isEmpty();
  }

  @Test
  void no_alteration_of_a_restarted_log_passes() {
    Path export = folder.resolve("export.zip");
    Logs.restarted().forge().published(2).write(export);
    assertThat(Verifier.run(export.toString(), "--key", Logs.RESTARTED.vkey()).status()).isZero();

    Matrix.Outcome outcome = MutationMatrix.run(export, Logs.RESTARTED.vkey());

    System.out.println("Mutants of a restarted log: " + outcome.mutants());
    assertThat(outcome.mutants()).isPositive();
    assertThat(outcome.survivors()).isEmpty();
  }

  @Test
  @Tag("R01")
  @Tag("R03")
  void no_rewriting_of_a_log_by_who_holds_its_key_passes() {
    Path export = folder.resolve("export.zip");
    Logs.complete().forge().write(export);

    Matrix.Outcome outcome = RewriteMatrix.run(export, Logs.KEY);

    System.out.println("Rewritings of a complete log: " + outcome.mutants());
    assertThat(outcome.mutants()).isPositive();
    assertThat(outcome.survivors()).isEmpty();
  }

  @Test
  @Tag("R17")
  void no_rewriting_of_a_restarted_log_passes() {
    Path export = folder.resolve("export.zip");
    Logs.restarted().forge().write(export);

    Matrix.Outcome outcome = RewriteMatrix.run(export, Logs.RESTARTED);

    System.out.println("Rewritings of a restarted log: " + outcome.mutants());
    assertThat(outcome.mutants()).isPositive();
    assertThat(outcome.survivors()).isEmpty();
  }

  @Test
  @Tag("R04")
  void no_rewriting_of_a_running_trial_passes_who_was_given_its_key() {
    Path export = folder.resolve("export.zip");
    Logs.running(24).forge().write(export);

    Matrix.Outcome outcome = RewriteMatrix.run(export, Logs.KEY, "--trial-key", Logs.TRIAL_KEY);

    System.out.println("Rewritings of a running trial: " + outcome.mutants());
    assertThat(outcome.mutants()).isPositive();
    assertThat(outcome.survivors()).isEmpty();
  }
}
