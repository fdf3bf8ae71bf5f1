package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.audit.Verifier.Verdict;

/** What the verifier accepts, and what it says of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class VerifyTest {
  @TempDir Path folder;

  @Test
  @Tag("R09")
  void everything_that_can_happen_in_a_trial_is_accepted() {
    Path zip = folder.resolve("export.zip");
    Logs.complete().forge().published(5, Logs.WITNESS).published(20).write(zip);

    Verdict verdict = Verifier.run(zip.toString(), "--key", Logs.KEY.vkey());
    System.out.println(verdict.report());
    assertThat(verdict.status()).as(verdict.report()).isZero();
  }

  @Test
  void restart() {
    Path zip = folder.resolve("export.zip");
    Logs.restarted().forge().write(zip);

    Verdict verdict = Verifier.run(zip.toString(), "--key", Logs.RESTARTED.vkey());
    System.out.println(verdict.report());
    assertThat(verdict.status()).as(verdict.report()).isZero();
  }

  @Test
  void running() {
    Path zip = folder.resolve("export.zip");
    Logs.running(70000).forge().write(zip);

    long start = System.nanoTime();
    Verdict verdict =
        Verifier.run(zip.toString(), "--key", Logs.KEY.vkey(), "--trial-key", Logs.TRIAL_KEY);
    System.out.println(verdict.report() + (System.nanoTime() - start) / 1e6);
    assertThat(verdict.status()).as(verdict.report()).isZero();
  }
}
