package org.kleroterion.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the failures as Quarkus throws them; two of them really happen in StartRefusedIT. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StartFailureTest {
  private static final String START = "src/evaluation/start";
  private final Map<String, String> settings =
      new HashMap<>(
          Map.of("quarkus.http.host", "127.0.0.1", "quarkus.management.host", "127.0.0.1"));

  @ParameterizedTest
  @CsvSource({
    "quarkus.http.port, QUARKUS_HTTP_PORT",
    "quarkus.http.ssl-port, QUARKUS_HTTP_SSL_PORT",
    "quarkus.management.port, QUARKUS_MANAGEMENT_PORT"
  })
  void a_port_that_is_in_use_names_its_setting_and_another_port(String setting, String variable)
      throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();
      settings.put(setting, Integer.toString(port));

      String reason = reason(refused(setting, port, "Adresse wird bereits verwendet"), START);

      assertThat(reason)
          .isEqualTo(
              "Kleroterion cannot start:\n  - Port %d is in use by another program. Choose another port"
                      .formatted(port)
                  + " (%s): %s=%d %s"
                      .formatted(setting, variable, port == 65_535 ? 8080 : port + 1, START));
      assertThat(reason(refused(setting, port, "in use"), ""))
          .as("outside evaluation")
          .endsWith("%s=%d".formatted(variable, port == 65_535 ? 8080 : port + 1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.http.port, QUARKUS_HTTP_PORT=8080",
    "quarkus.http.ssl-port, QUARKUS_HTTP_SSL_PORT=8443",
    "quarkus.management.port, QUARKUS_MANAGEMENT_PORT=9000"
  })
  void a_port_that_needs_a_right_has_the_systems_reason_and_one_that_needs_none(
      String setting, String instead) {
    settings.put(setting, "1");

    assertThat(reason(refused(setting, 1, "Permission denied"), ""))
        .contains("Port 1 cannot be opened: Permission denied. Choose another port")
        .endsWith(instead);
  }

  @ParameterizedTest
  @CsvSource({"quarkus.http, 192.0.2.1", "quarkus.management, 192.0.2.1"})
  void an_address_of_another_machine_names_the_setting_of_the_host(String part, String host) {
    settings.put(part + ".host", host);

    assertThat(reason(refused(part + ".port", 8080, "Cannot assign requested address"), START))
        .contains("'192.0.2.1' is not an address of this machine. Set " + part + ".host")
        .doesNotContain("in use");
  }

  @ParameterizedTest
  @CsvSource({"quarkus.http.host", "quarkus.management.host"})
  void a_host_that_is_unknown_names_its_setting(String setting) {
    settings.put(setting, "no-such-host.invalid");

    assertThat(reason(started(new UnknownHostException("no-such-host.invalid")), START))
        .contains("'no-such-host.invalid' is not an address of this machine. Set " + setting);
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.http.port, 70000",
    "quarkus.http.ssl-port, eighty",
    "quarkus.management.port, -9000"
  })
  void a_port_that_is_no_port_is_named(String setting, String port) {
    settings.put(setting, port);

    assertThat(reason(started(new IllegalArgumentException("port must be <= 65535")), START))
        .contains(setting + " (QUARKUS_", "is '" + port + "'", "from 0 to 65535");
  }

  @Test
  void what_the_configuration_lacks_is_said_as_it_is() {
    StartRefused lacking = new StartRefused(List.of("set this", "set that"));
    assertThat(reason(started(lacking), START)).isEqualTo(lacking.getMessage());
    assertThat(reason(started(new ConfigurationException("Set it.")), START)).isEqualTo("Set it.");
  }

  @Test
  void what_only_a_stack_trace_explains_is_left_to_it() {
    for (Exception other : List.of(new IllegalArgumentException("x"), new RuntimeException("y"))) {
      assertThat(StartFailure.reason(started(other), this::setting, START)).isEmpty();
    }
  }

  @Test
  void one_port_for_the_api_and_the_management_is_refused() {
    settings.put("quarkus.http.port", "9000");
    assertThat(Listener.onePortForTwo(this::setting).orElseThrow())
        .contains("quarkus.http.port and quarkus.management.port are both 9000");
    settings.put("quarkus.management.host", "127.0.0.2");
    assertThat(Listener.onePortForTwo(this::setting)).isEmpty();
    settings.putAll(
        Map.of("quarkus.management.host", "127.0.0.1", "quarkus.management.port", "9001"));
    assertThat(Listener.onePortForTwo(this::setting)).isEmpty();
    settings.putAll(Map.of("quarkus.http.port", "0", "quarkus.management.port", "0"));
    assertThat(Listener.onePortForTwo(this::setting)).as("any two that are free").isEmpty();
  }

  private String reason(Throwable failure, String command) {
    return StartFailure.reason(failure, this::setting, command).orElseThrow();
  }

  private Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /** As Quarkus wraps what stops its server. */
  private static Throwable started(Throwable cause) {
    return new RuntimeException(
        "Failed to start quarkus",
        new RuntimeException("Unable to start HTTP server", new ExecutionException(cause)));
  }

  private Throwable refused(String setting, int port, String reason) {
    BindException cause = new BindException(reason);
    return started(
        setting.startsWith("quarkus.management")
            ? new IllegalStateException("Unable to start the management interface on …", cause)
            : new QuarkusBindException(settings.get("quarkus.http.host"), port, cause));
  }
}
