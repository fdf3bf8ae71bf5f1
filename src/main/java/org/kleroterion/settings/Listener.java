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

/** A place where the service listens, and the settings that say which. */
enum Listener {
  API("quarkus.http.host", "quarkus.http.port", 8080),
  API_OVER_TLS("quarkus.http.host", "quarkus.http.ssl-port", 8443),
  MANAGEMENT("quarkus.management.host", "quarkus.management.port", 9000);

  private static final int LAST_PORT = 65_535;
  private static final int FIRST_FOR_EVERYBODY = 1024;

  private final String hostSetting;
  private final String portSetting;
  private final int defaultPort;

  Listener(String hostSetting, String portSetting, int defaultPort) {
    this.hostSetting = hostSetting;
    this.portSetting = portSetting;
    this.defaultPort = defaultPort;
  }

  /**
   * What is wrong if the API and the management are to share a port: then either would answer for
   * the other, without any error.
   */
  static Optional<String> onePortForTwo(Function<String, Optional<String>> settings) {
    String port = API.port(settings);
    if (port.equals("0")
        || !port.equals(MANAGEMENT.port(settings))
        || !API.host(settings).equals(MANAGEMENT.host(settings))) {
      return Optional.empty();
    }
    return Optional.of(
        "%s and %s are both %s: set %s to another"
            .formatted(
                API.portSetting, MANAGEMENT.portSetting, port, variable(MANAGEMENT.portSetting)));
  }

  String host(Function<String, Optional<String>> settings) {
    return settings.apply(hostSetting).orElse("0.0.0.0");
  }

  /** As it is set, whether or not it is a number. */
  String port(Function<String, Optional<String>> settings) {
    return settings.apply(portSetting).map(String::strip).orElse(Integer.toString(defaultPort));
  }

  /** What is wrong with the number of the port, if anything is. */
  Optional<String> wrongPort(Function<String, Optional<String>> settings) {
    String port = port(settings);
    if (port.matches("\\d{1,5}") && Integer.parseInt(port) <= LAST_PORT) {
      return Optional.empty();
    }
    return Optional.of(
        "%s (%s) is '%s': a port is a number from 0 to %d, and 0 takes any that is free."
            .formatted(portSetting, variable(portSetting), port, LAST_PORT));
  }

  /** What is wrong with the address, if it is not one on which this machine can listen. */
  Optional<String> wrongHost(Function<String, Optional<String>> settings) {
    String host = host(settings);
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null) {
        return Optional.empty();
      }
    } catch (UnknownHostException | SocketException e) {
      // Said below: in either case it cannot be listened on.
    }
    return Optional.of(
        "'%s' is not an address of this machine. Set %s to one that is: %s=127.0.0.1 for this"
                .formatted(host, hostSetting, variable(hostSetting))
            + " machine alone, or 0.0.0.0 for every network that it is in.");
  }

  /**
   * Why its port cannot be had, and how to take another.
   *
   * @param reason the operating system's
   * @param command that started the service, for after the setting; may be empty
   */
  String refused(Function<String, Optional<String>> settings, String reason, String command) {
    String host = host(settings);
    String port = port(settings);
    String what =
        answers(host, port)
            ? "Port %s is in use by another program.".formatted(port)
            : "Port %s cannot be opened: %s.".formatted(port, reason);
    return "%s Choose another (%s): %s=%d %s"
        .formatted(what, portSetting, variable(portSetting), another(port), command)
        .strip();
  }

  // The operating system's reason is in the user's language: it cannot be compared with anything.
  private static boolean answers(String host, String port) {
    try (Socket socket = new Socket(host, Integer.parseInt(port))) {
      return socket.isConnected();
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private int another(String port) {
    int number = Integer.parseInt(port);
    return number < FIRST_FOR_EVERYBODY || number == LAST_PORT ? defaultPort : number + 1;
  }

  private static String variable(String setting) {
    return setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }
}
