package org.kleroterion.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.kleroterion.api.ServiceUnderTest;

/** The service under test with an issuer on this machine, which is down when the service starts. */
public final class IssuerStub extends ServiceUnderTest {
  // The resource that starts the service and the tests live in different class loaders.
  private static final String ANSWER = "test.issuer.answer";
  private static final String REQUESTS = "test.issuer.requests";

  private HttpServer server;

  @Override
  public Map<String, String> start() {
    System.setProperty(ANSWER, "");
    System.setProperty(REQUESTS, "0");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/certs", IssuerStub::serve);
    server.start();
    Map<String, String> settings = new HashMap<>(super.start());
    settings.put(
        "kleroterion.token.keys", "http://127.0.0.1:" + server.getAddress().getPort() + "/certs");
    return settings;
  }

  @Override
  public void stop() {
    server.stop(0);
  }

  private static void serve(HttpExchange exchange) throws IOException {
    System.setProperty(REQUESTS, String.valueOf(asked() + 1));
    byte[] body = System.getProperty(ANSWER).getBytes(StandardCharsets.UTF_8);
    // As a provider behind somebody's cache: the service must not take it at its word.
    exchange.getResponseHeaders().add("Cache-Control", "public, max-age=86400");
    if (body.length == 0) {
      exchange.sendResponseHeaders(503, -1);
    } else {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** Answers so from now on; with nothing, it is down. */
  static void answers(String body) {
    System.setProperty(ANSWER, body);
  }

  /** How often it was asked so far. */
  static int asked() {
    return Integer.parseInt(System.getProperty(REQUESTS));
  }
}
