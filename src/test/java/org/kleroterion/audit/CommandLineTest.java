package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kleroterion.audit.Logs.KEY;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.audit.Verifier.Verdict;

/** How an auditor calls the verifier. */
@Tag("R09")
@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandLineTest {
  @TempDir Path folder;

  @Test
  void one_file_and_a_jdk_are_all_it_needs() throws Exception {
    Path zip = export(Logs.running(50));
    Path changed = folder.resolve("changed.zip");
    Logs.running(50).forge().with("vkey", new byte[9]).write(changed);

    Verdict accepted = process(64, zip.toString(), "--key", KEY.vkey());
    Verdict refused = process(64, changed.toString(), "--key", KEY.vkey());
    Verdict misused = process(64);

    assertThat(accepted.status()).as(accepted.report()).isZero();
    assertThat(accepted.report()).contains("All completed checks hold.");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.wrong()).contains("vkey: is not the --key", "Checks that do not hold: 1.");
    assertThat(misused.status()).isEqualTo(2);
  }

  /**
   * {@code -Dentries=1000000} tries it on as many. The leaves of this log are several times the
   * memory that it gets; of it the Java compiler needs the most.
   */
  @Test
  @Tag("whole")
  void its_memory_does_not_grow_with_the_bytes_of_the_log() throws Exception {
    int entries = Integer.getInteger("entries", 70_000);
    Path zip = export(Logs.running(entries));
    int megabytes = Math.max(64, entries / 2000);

    long start = System.nanoTime();
    Verdict verdict =
        process(megabytes, zip.toString(), "--key", KEY.vkey(), "--trial-key", Logs.TRIAL_KEY);

    System.out.printf(
        "%d entries verified in %.1f s with -Xmx%dm%n",
        entries, (System.nanoTime() - start) / 1e9, megabytes);
    assertThat(verdict.status()).as(verdict.report()).isZero();
    assertThat(verdict.report()).contains(entries + " entries match the signed checkpoint");
  }

  @Test
  void help_says_how_to_call_it() {
    Verdict verdict = Verifier.run("--help");

    assertThat(verdict.status()).isZero();
    assertThat(verdict.report())
        .contains("--key", "--trial-key", "--earlier", "--witness", "--entry", "Exit status: 0");
  }

  @Test
  void a_wrong_call_is_told_apart_from_a_wrong_log() throws IOException {
    String zip = export(Logs.running(10)).toString();
    String key = KEY.vkey();

    assertMisused("Name one file", "--key", key);
    assertMisused("Name one file", zip, zip, "--key", key);
    assertMisused("one --key", zip);
    assertMisused("one --key", zip, "--key", key, "--key", key);
    assertMisused("one --entry", zip, "--key", key, "--entry", zip, "--entry", zip);
    assertMisused(
        "one --trial-key",
        zip,
        "--key",
        key,
        "--trial-key",
        Logs.TRIAL_KEY,
        "--trial-key",
        Logs.TRIAL_KEY);
    assertMisused("--key needs a value", zip, "--key");
    assertMisused("--fast is not an option", zip, "--key", key, "--fast", "yes");
    assertMisused("There is no file", zip + "x", "--key", key);
    assertMisused("There is no file", "\0", "--key", key);
    assertMisused("There is no file", zip, "--key", key, "--earlier", zip + "x");
    assertMisused("There is no file", zip, "--key", key, "--entry", zip + "x");
    assertMisused("--key is neither", zip, "--key", key.replace("+A", "+B"));
    assertMisused("--key is neither", zip, "--key", zip);
    assertMisused("--witness is neither", zip, "--key", key, "--witness", key);
    assertMisused("64 hex digits", zip, "--key", key, "--trial-key", "abc");
    assertMisused(
        "are for an export", zip, "--key", key, "--entry", zip, "--trial-key", Logs.TRIAL_KEY);
  }

  @Test
  void a_key_can_be_given_as_a_file() throws IOException {
    Path key = Files.writeString(folder.resolve("vkey"), KEY.vkey() + "\n");
    Path witness = Files.writeString(folder.resolve("witness"), Logs.WITNESS.vkey() + "\n");

    Verdict verdict =
        Verifier.run(
            export(Logs.running(10)).toString(),
            "--key",
            key.toString(),
            "--witness",
            witness.toString());

    assertThat(verdict.status()).as(verdict.report()).isZero();
  }

  private static void assertMisused(String why, String... arguments) {
    Verdict verdict = Verifier.run(arguments);
    assertThat(verdict.status()).as(verdict.report()).isEqualTo(2);
    assertThat(verdict.report()).contains(why, "java Verify.java export.zip --key <vkey>");
  }

  private Path export(Logs logs) {
    Path zip = folder.resolve("export.zip");
    logs.forge().write(zip);
    return zip;
  }

  /** Runs {@code java Verify.java} with the JDK of this test. */
  private Verdict process(int megabytes, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + megabytes + "m");
    command.add(Verifier.SOURCE.toString());
    command.addAll(List.of(arguments));
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    return new Verdict(process.exitValue(), Files.readString(printed, StandardCharsets.UTF_8));
  }
}
