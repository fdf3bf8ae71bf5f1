package org.kleroterion.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TraceTest {
  @TempDir Path directory;

  @Test
  @Tag("R22")
  void a_requirement_passes_fails_or_stays_open_by_its_tests() throws IOException {
    Path results = directory.resolve("results.tsv");
    Files.write(
        results,
        List.of(
            "R01\tATest.one\tpassed",
            "R01\tATest.two\tskipped",
            "R02\tATest.cases\tpassed",
            "R02\tATest.cases\tfailed",
            "R03\tATest.three\tskipped"));
    Path requirements = directory.resolve("requirements.md");
    Files.write(
        requirements,
        List.of(
            "| id | property | source |",
            "|---|---|---|",
            "| R01 | one | ICH |",
            "| R02 | two | ICH |",
            "| R03 | three | ICH |",
            "| R04 | four | ICH |"));
    Path trace = directory.resolve("trace.md");

    Trace.write(results, requirements, trace);

    assertThat(Files.readAllLines(trace))
        .contains(
            "| R01 | one | ICH | 1 passed | ATest.one (passed); ATest.two (skipped) |",
            "| R02 | two | ICH | FAILED | ATest.cases (failed, passed) |",
            "| R03 | three | ICH | open | ATest.three (skipped) |",
            "| R04 | four | ICH | open |  |");
  }
}
