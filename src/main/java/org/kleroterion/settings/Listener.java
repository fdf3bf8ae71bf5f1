package org.kleroterion.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A host and port on which the service listens, and the settings for both. */
enum Listener {
  API("quarkus.http.host", "quarkus.http.port", 8080),
  API_OVER_TLS("quarkus.http.host", "quarkus.http.ssl-port", 8443),
  MANAGEMENT("quarkus.management.host", "quarkus.management.port", 9000);

  private static final int LAST_PORT = 65_535;
  private static final int FIRST_UNPRIVILEGED = 1024;

  private final String hostSetting;
  private final String portSetting;
  private final int defaultPort;

  Listener(String hostSetting, String portSetting, int defaultPort) {
    this.hostSetting = hostSetting;
    this.portSetting = portSetting;
    this.defaultPort = defaultPort;
  }

  /**
   * A message if the API and the management interface have the same host and port. Each would then
   * receive requests for the other, without any error.
   */
  static Optional<String> onePortForTwo(Function<String, Optional<String>> settings) {
    String port = API.port(settings);
    if (port.equals("0")
        || !port.equals(MANAGEMENT.port(settings))
        || !API.host(settings).equals(MANAGEMENT.host(settings))) {
      return Optional.empty();
    }
    return Optional.of(
        "%s and %s are both %s: set %s to another port"
            .formatted(
                API.portSetting, MANAGEMENT.portSetting, port, variable(MANAGEMENT.portSetting)));
  }

  String host(Function<String, Optional<String>> settings) {
    return settings.apply(hostSetting).orElse("0.0.0.0");
  }

  /** The port as it is set; it may not be a number. */
  String port(Function<String, Optional<String>> settings) {
    return settings.apply(portSetting).map(String::strip).orElse(Integer.toString(defaultPort));
  }

  /** A message if the port is not a valid port number. */
  Optional<String> wrongPort(Function<String, Optional<String>> settings) {
    String port = port(settings);
    if (port.matches("\\d{1,5}") && Integer.parseInt(port) <= LAST_PORT) {
      return Optional.empty();
    }
    return Optional.of(
        "%s (%s) is '%s', but a port is a number from 0 to %d. 0 means any free port."
            .formatted(portSetting, variable(portSetting), port, LAST_PORT));
  }

  /** A message if this machine cannot listen on the host's address. */
  Optional<String> wrongHost(Function<String, Optional<String>> settings) {
    String host = host(settings);
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null) {
        return Optional.empty();
      }
    } catch (UnknownHostException | SocketException e) {
      // Handled below: the service cannot listen on this host.
    }
    return Optional.of(
        "'%s' is not an address of this machine. Set %s to an address of this machine:"
                .formatted(host, hostSetting)
            + " %s=127.0.0.1 for this machine only, or 0.0.0.0 for all its networks."
                .formatted(variable(hostSetting)));
  }

  /**
   * A message that the port cannot be opened, and how to choose another one.
   *
   * @param reason the operating system's reason
   * @param command the command that started the service, to show after the setting; may be empty
   */
  String refused(Function<String, Optional<String>> settings, String reason, String command) {
    String host = host(settings);
    String port = port(settings);
    String what =
        isInUse(host, port)
            ? "Port %s is in use by another program.".formatted(port)
            : "Port %s cannot be opened: %s.".formatted(port, reason);
    return "%s Choose another port (%s): %s=%d %s"
        .formatted(what, portSetting, variable(portSetting), alternative(port), command)
        .strip();
  }

  // Test the port itself: the operating system's message is in the user's language.
  private static boolean isInUse(String host, String port) {
    try (Socket socket = new Socket(host, Integer.parseInt(port))) {
      return socket.isConnected();
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private int alternative(String port) {
    int number = Integer.parseInt(port);
    return number < FIRST_UNPRIVILEGED || number == LAST_PORT ? defaultPort : number + 1;
  }

  private static String variable(String setting) {
    return setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }
}
