package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with a certificate of its own, as application.properties says. */
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TlsIT {
  private static final Path OUTPUT = Path.of("target", "tls");

  @TempDir Path directory;

  @Test
  void with_a_certificate_it_speaks_tls_and_nothing_else_and_its_output_is_json() throws Exception {
    Path store = directory.resolve("store.p12");
    run(
        "keytool",
        "-genkeypair -keyalg EC -dname CN=localhost -ext SAN=IP:127.0.0.1 -validity 2",
        store);
    Path certificate = directory.resolve("tls.crt");
    run("keytool", "-exportcert -rfc -file " + certificate, store);
    Path key = directory.resolve("tls.key");
    writeKey(store, key);

    try (RunningService service =
        RunningService.evaluate(
            directory.resolve("data"),
            OUTPUT.resolve("service.log"),
            Map.of(
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
