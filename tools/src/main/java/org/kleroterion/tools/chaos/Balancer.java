package org.kleroterion.tools.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.kleroterion.RunningService;

/** HAProxy in front of the replicas. It sends requests only to replicas that report readiness. */
final class Balancer implements AutoCloseable {
  private final Process process;
  private final int port;

  private Balancer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** A replica's ports for requests and for health. */
  record Replica(int port, int management) {
    /** Takes two free ports of loopback. */
    static Replica free() throws IOException {
      return new Replica(freePort(), freePort());
    }
  }

  /** A free port of loopback. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts HAProxy.
   *
   * @param directory for its configuration and output
   */
  static Balancer start(Path directory, List<Replica> replicas) throws IOException {
    int port = freePort();
    String servers =
        replicas.stream()
            .map(
                replica ->
                    "  server replica-%d 127.0.0.1:%d check port %d inter 500ms fall 2 rise 1"
                        .formatted(replica.port(), replica.port(), replica.management()))
            .collect(Collectors.joining("\n"));
    Path configuration =
        Files.writeString(
            Files.createDirectories(directory).resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout connect 2s
              timeout client 30s
              timeout server 30s
            frontend service
              bind 127.0.0.1:%d
              default_backend replicas
            backend replicas
              balance roundrobin
              option httpchk GET /q/health/ready
              http-check expect status 200
            %s
            """
                .formatted(port, servers));
    Process process =
        RunningService.process(
                directory.resolve("haproxy.log"),
                List.of("haproxy", "-db", "-f", configuration.toString()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Balancer(process, port);
  }

  /** The address, without a path. */
  String api() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
