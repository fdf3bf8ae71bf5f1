package org.kleroterion.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.settings.StartRefused;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EndpointReaderTest {
  private static final URI URL = URI.create("https://edc.example/hooks");

  @TempDir Path directory;

  private record AllocatedArm(
      String name,
      URI url,
      Optional<String> secret,
      Optional<Path> secretFile,
      List<String> trials,
      Optional<List<String>> types,
      boolean arm)
      implements EventSettings.Webhook {}

  private static AllocatedArm endpoint(String name, URI url, String secret) {
    return new AllocatedArm(
        name, url, Optional.of(secret), Optional.empty(), List.of("*"), Optional.empty(), false);
  }

  private static Map<String, Endpoint> read(EventSettings.Webhook... given) {
    return new EndpointReader(Duration.ofSeconds(1)).read(List.of(given));
  }

  @Test
  void what_is_not_limited_hears_of_everything_but_arms() throws IOException {
    Path file = directory.resolve("secret");
    Files.writeString(file, Receiver.SECRET + "\n");
    Endpoint endpoint =
        read(new AllocatedArm(
                "edc",
                URL,
                Optional.empty(),
                Optional.of(file),
                List.of("*"),
                Optional.empty(),
                false))
            .get("events.edc");
    assertThat(endpoint.types()).containsExactlyInAnyOrder(EventType.values());
    assertThat(endpoint.receives("any")).isTrue();
    assertThat(endpoint.arm()).isFalse();
  }

  @Test
  void an_endpoint_hears_only_of_its_trials_and_types() {
    Endpoint endpoint =
        read(new AllocatedArm(
                "edc",
                URL,
                Optional.of(Receiver.SECRET),
                Optional.empty(),
                List.of("a", "b"),
                Optional.of(List.of("org.kleroterion.trial.status.changed")),
                true))
            .get("events.edc");
    assertThat(endpoint.types()).isEqualTo(Set.of(EventType.TRIAL_STATUS_CHANGED));
    assertThat(endpoint.receives("b", EventType.TRIAL_STATUS_CHANGED)).isTrue();
    assertThat(endpoint.receives("b", EventType.ALLOCATION_ISSUED)).isFalse();
    assertThat(endpoint.receives("c", EventType.TRIAL_STATUS_CHANGED)).isFalse();
  }

  @Test
  void every_fault_is_said_at_once_and_no_secret() {
    Path none = directory.resolve("none");
    assertThatExceptionOfType(StartRefused.class)
        .isThrownBy(
            () ->
                read(
                    endpoint("two words", URL, Receiver.SECRET),
                    endpoint("ftp", URI.create("ftp://edc.example"), Receiver.SECRET),
                    endpoint("user", URI.create("https://u:p@edc.example"), Receiver.SECRET),
                    endpoint("weak", URL, "whsec_c2hvcnQ="),
                    endpoint("weak", URL, Receiver.SECRET),
                    new AllocatedArm(
                        "file",
                        URL,
                        Optional.empty(),
                        Optional.of(none),
                        List.of("*"),
                        Optional.of(List.of("org.kleroterion.arm")),
                        false),
                    new AllocatedArm(
                        "both",
                        URL,
                        Optional.of(Receiver.SECRET),
                        Optional.of(none),
                        List.of("*"),
                        Optional.empty(),
                        false)))
        .satisfies(
            refused ->
                assertThat(refused.getMessage())
                    .contains(
                        "kleroterion.events[0].name must be a letter or digit",
                        "kleroterion.events[1].url: The endpoint ftp needs a URL https://",
                        "kleroterion.events[2].url: The endpoint user needs a URL",
                        "kleroterion.events[3].secret must be 'whsec_' and the Base64 of",
                        "kleroterion.events[4].name: another endpoint is called weak too",
                        "kleroterion.events[5].types: there is no type 'org.kleroterion.arm'",
                        "kleroterion.events[5].secret-file names "
                            + none
                            + ", which cannot be read",
                        "kleroterion.events[6]: set either secret-file or secret")
                    .doesNotContain("c2hvcnQ", Receiver.SECRET));
  }
}
