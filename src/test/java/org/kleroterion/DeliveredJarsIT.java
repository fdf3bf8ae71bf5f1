package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.kleroterion.database.TestDatabase;

/** The jars that are delivered are those that were decided on. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeliveredJarsIT {
  private static final Path LIST = Path.of("src", "test", "resources", "delivered-jars.txt");
  private static final Path LIBRARIES = Path.of("target", "quarkus-app", "lib");

  @Test
  void a_new_jar_is_a_decision() throws IOException {
    String database = TestDatabase.isPostgres() ? "postgresql" : "h2";

    assertThat(delivered())
        .as("the jars in %s, against %s: correct the list if the change is meant", LIBRARIES, LIST)
        .containsExactlyInAnyOrderElementsOf(decided(database));
  }

  /** Group and name without the version, as Quarkus names the files. */
  private static List<String> delivered() throws IOException {
    try (Stream<Path> files = Files.walk(LIBRARIES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .map(name -> name.replaceFirst("-[0-9][^-]*(-(jre|alpha))?\\.jar$", ""))
          .sorted()
          .toList();
    }
  }

  /** A line for each jar; behind it the database, if it is in one build only. */
  private static List<String> decided(String database) throws IOException {
    return Files.readAllLines(LIST).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(" +"))
        .filter(words -> words.length == 1 || words[1].equals(database))
        .map(words -> words[0])
        .toList();
  }
}
