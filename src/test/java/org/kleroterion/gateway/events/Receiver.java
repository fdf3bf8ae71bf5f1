package org.kleroterion.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kleroterion.api.Loopback;

/** A system that gets events, on 127.0.0.1: what it does with each, a test says. */
public final class Receiver implements AutoCloseable {
  /** 32 bytes. */
  public static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What it answers. */
  public interface Answer {
    /** Takes it. */
    Answer OK = exchange -> send(exchange, 204, "");

    void to(HttpExchange exchange) throws IOException;

    static Answer status(int status) {
      return exchange -> send(exchange, status, "No, and this is private.");
    }

    static Answer status(int status, String header, String value) {
      return exchange -> {
        exchange.getResponseHeaders().set(header, value);
        send(exchange, status, "");
      };
    }

    /** Hangs up without a word; the event may have been taken or not. */
    static Answer hangUp() {
      return HttpExchange::close;
    }
  }

  /**
   * An event that came.
   *
   * @param path of the endpoint
   * @param signed whether its signature is right
   */
  public record Came(String path, String id, CloudEvent event, JsonNode json, boolean signed) {
    public String trial() {
      String source = event.getSource().toString();
      return source.substring(source.lastIndexOf('/') + 1);
    }
  }

  private final ExecutorService threads = Loopback.threads("event receiver");
  private final List<Came> came = new CopyOnWriteArrayList<>();
  private final Map<String, Function<Came, Answer>> scripts = new ConcurrentHashMap<>();
  private final HttpServer server;

  private Receiver(HttpServer server) {
    this.server = server;
  }

  public static Receiver start() {
    HttpServer server = Loopback.server(0);
    Receiver receiver = new Receiver(server);
    server.setExecutor(receiver.threads);
    server.createContext("/", receiver::take);
    server.start();
    return receiver;
  }

  /** The id of the event that tells of an entry: RFC 6962's hash of its leaf. */
  public static String id(String leaf) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) 0);
      return HexFormat.of().formatHex(digest.digest(leaf.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** What it does with a trial's events from now on. */
  public void script(String trial, Function<Came, Answer> script) {
    scripts.put(trial, script);
  }

  /** Everything that came for a trial at an endpoint, also what was not taken, in order. */
  public List<Came> came(String trial, String path) {
    return came.stream()
        .filter(one -> one.path().equals(path) && one.trial().equals(trial))
        .toList();
  }

  /** Everything that came. */
  public List<Came> came() {
    return List.copyOf(came);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String id = exchange.getRequestHeaders().getFirst("webhook-id");
      Came one =
          new Came(
              exchange.getRequestURI().getPath(),
              id,
              new JsonFormat().deserialize(body),
              JSON.readTree(body),
              isSigned(exchange, id, body));
      came.add(one);
      scripts.getOrDefault(one.trial(), any -> Answer.OK).apply(one).to(exchange);
    } catch (RuntimeException e) {
      send(exchange, 599, e.toString());
    }
  }

  // By the specification's words, not by the service's code.
  private static boolean isSigned(HttpExchange exchange, String id, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
      String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
      String signed = id + "." + timestamp + "." + new String(body, UTF_8);
      String signature =
          "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
      long age = System.currentTimeMillis() / 1000 - Long.parseLong(timestamp);
      return Math.abs(age) < 300
          && Arrays.asList(
                  exchange.getRequestHeaders().getFirst("webhook-signature").split(" ", -1))
              .contains(signature)
          && "application/cloudevents+json; charset=utf-8"
              .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
