package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificate, output and traces as application.properties offers them to an operator. */
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OperatorSettingsIT {
  private static final Path OUTPUT = Path.of("target", "operator-settings");

  @TempDir Path directory;

  @Test
  void it_speaks_only_tls_prints_json_and_sends_traces_over_http() throws Exception {
    Path store = directory.resolve("store.p12");
    run(
        "keytool",
        "-genkeypair -keyalg EC -dname CN=localhost -ext SAN=IP:127.0.0.1 -validity 2",
        store);
    Path certificate = directory.resolve("tls.crt");
    run("keytool", "-exportcert -rfc -file " + certificate, store);
    Path key = directory.resolve("tls.key");
    writeKey(store, key);

    BlockingQueue<String> traces = new LinkedBlockingQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          traces.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();

    try (RunningService service =
        RunningService.evaluate(
            directory.resolve("data"),
            OUTPUT.resolve("service.log"),
            Map.of(
                "QUARKUS_OTEL_SDK_DISABLED", "false",
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:" + collector.getAddress().getPort(),
                "QUARKUS_OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "none",
                "QUARKUS_HTTP_TLS_CONFIGURATION_NAME", "service",
                "QUARKUS_HTTP_INSECURE_REQUESTS", "disabled",
                "QUARKUS_HTTP_SSL_PORT", "0",
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"),
            "-Dquarkus.tls.service.key-store.pem.0.cert=" + certificate,
            "-Dquarkus.tls.service.key-store.pem.0.key=" + key)) {
      assertThat(service.api()).startsWith("https://");
      URI trial = URI.create(service.api() + "/v1/trials/wlrt-obc");

      HttpResponse<String> answer = trusting(store).send(asking(service, trial), text());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("wlrt-obc");
      assertThatThrownBy(() -> HttpClient.newHttpClient().send(asking(service, trial), text()))
          .isInstanceOf(SSLHandshakeException.class);
      String started =
          service.output().lines().filter(line -> line.contains("Listening on")).findFirst().get();
      assertThat(RunningService.JSON.readTree(started).path("level").textValue()).isEqualTo("INFO");
      // Spans of the start come first.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> traces.stream().anyMatch(spans -> spans.contains("GET /v1/trials/{trial}")));
    } finally {
      collector.stop(0);
    }
  }

  private static HttpRequest asking(RunningService service, URI trial) throws Exception {
    return HttpRequest.newBuilder(trial)
        .header("Authorization", "Bearer " + service.token("auditor"))
        .build();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static void run(String tool, String options, Path store) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()));
    command.addAll(List.of(options.split(" ")));
    command.addAll(
        List.of("-alias", "service", "-keystore", store.toString(), "-storepass", "changeit"));
    Finished done = Finished.of(OUTPUT.resolve("keytool.log"), command);
    assertThat(done.exit()).as(done.output()).isZero();
  }

  private static KeyStore load(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(store)) {
      keys.load(bytes, "changeit".toCharArray());
    }
    return keys;
  }

  private static void writeKey(Path store, Path file) throws Exception {
    byte[] key = load(store).getKey("service", "changeit".toCharArray()).getEncoded();
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");
  }

  private static HttpClient trusting(Path store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("service", load(store).getCertificate("service"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
