package org.kleroterion.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's passwords come from files as the other secrets do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PasswordFilesTest {
  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();

  @ParameterizedTest
  @ValueSource(strings = {"password", "owner-password"})
  @Tag("R15")
  void a_file_gives_the_password_to_the_pool_and_to_the_migrations(String name) throws IOException {
    set(name + "-file", file("of the file\n"));

    assertThat(config().getRawValue(quarkus(name))).isEqualTo("of the file");
    assertThat(reasons()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "owner-password"})
  @Tag("R15")
  void a_file_and_a_password_that_differ_are_refused(String name) throws IOException {
    set(name + "-file", file("of the file"));
    set(name, "another");

    assertThat(reasons())
        .singleElement()
        .asString()
        .contains("kleroterion.database." + name + "-file or kleroterion.database." + name)
        .doesNotContain("of the file", "another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "owner-password"})
  @Tag("R15")
  void a_file_that_cannot_be_read_is_named(String name) {
    Path missing = directory.resolve("missing");
    set(name + "-file", missing);

    assertThat(reasons())
        .singleElement()
        .asString()
        .contains("kleroterion.database." + name + "-file", missing.toString(), "cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "owner-password"})
  @Tag("R15")
  void an_empty_file_is_refused(String name) throws IOException {
    set(name + "-file", file("\n"));

    assertThat(reasons()).singleElement().asString().contains("which is empty");
  }

  private void set(String name, Object value) {
    environment.put("kleroterion.database." + name, value.toString());
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("password"), content);
  }

  private static String quarkus(String name) {
    return name.equals("password") ? "quarkus.datasource.password" : "quarkus.flyway.password";
  }

  private List<String> reasons() {
    return StartCheck.reasons(config().getConfigMapping(Settings.class), List.of());
  }

  /** As the service reads it, with everything set but the passwords. */
  private SmallRyeConfig config() {
    Map<String, String> rest =
        Map.of(
            "kleroterion.master-secret", "00",
            "kleroterion.token.issuer", "issuer",
            "kleroterion.token.audience", "audience",
            "kleroterion.token.keys", "keys",
            "kleroterion.log.origin", "kleroterion.test",
            "kleroterion.database.url", "jdbc:postgresql://host/kleroterion",
            "kleroterion.database.transactions", "1",
            "kleroterion.database.owner", "kleroterion_owner");
    if (!environment.containsKey("kleroterion.database.owner-password-file")) {
      environment.put("kleroterion.database.owner-password", "set");
    }
    try {
      return new SmallRyeConfigBuilder()
          .withSources(
              new PropertiesConfigSource(
                  Path.of("src/main/resources/application.properties").toUri().toURL(), 250),
              new PropertiesConfigSource(rest, "rest", 300),
              new PropertiesConfigSource(environment, "environment", 300))
          .withSources(new PasswordFiles())
          .withConverter(Duration.class, 200, new DurationConverter())
          .addDefaultInterceptors()
          .withMapping(Settings.class)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
