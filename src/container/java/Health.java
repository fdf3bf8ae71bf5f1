import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks one health check of the service in this container. The exit code is 0 if the answer is 200,
 * otherwise 1. It uses a plain socket, because loading an HTTP client would take longer than the
 * request itself.
 *
 * <p>Usage: {@code java Health [live|ready|started]}, by default {@code live}. The environment
 * variable {@code QUARKUS_MANAGEMENT_PORT} gives the port, by default 9000.
 */
final class Health {
  private static final int TIMEOUT_MILLIS = 3000;

  private Health() {}

  public static void main(String[] arguments) {
    String check = arguments.length == 0 ? "live" : arguments[0];
    String port = System.getenv().getOrDefault("QUARKUS_MANAGEMENT_PORT", "9000");
    try {
      String status = ask(Integer.parseInt(port), check);
      System.out.println(check + ": " + status);
      System.exit(status.startsWith("HTTP/1.1 200 ") ? 0 : 1);
    } catch (IOException e) {
      System.out.println(check + ": port " + port + ": " + e.getMessage());
      System.exit(1);
    }
  }

  private static String ask(int port, String check) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          TIMEOUT_MILLIS);
      String request =
          "GET /q/health/" + check + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String status =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
      return status == null ? "no answer" : status;
    }
  }
}
