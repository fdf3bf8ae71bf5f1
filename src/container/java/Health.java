import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Ends with 0 if the service in this container answers that it is well. By a bare socket, since an
 * HTTP client would take longer to load than to ask.
 *
 * <p>Usage: {@code java Health [live|ready|started]}, live by default; the port is that of {@code
 * QUARKUS_MANAGEMENT_PORT}.
 */
final class Health {
  private static final int PATIENCE_MILLIS = 3000;

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
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          PATIENCE_MILLIS);
      String request =
          "GET /q/health/" + check + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String status =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
      return status == null ? "no answer" : status;
    }
  }
}
