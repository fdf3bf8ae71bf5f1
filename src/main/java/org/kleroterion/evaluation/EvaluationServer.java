package org.kleroterion.evaluation;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Runs the service in evaluation mode, and prints the {@link Banner} when it is ready. */
public final class EvaluationServer implements QuarkusApplication {
  private final HttpServer http;
  private final String host;
  private final String management;
  private final Path data;

  @Inject
  EvaluationServer(
      HttpServer http,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.management.host") String managementHost,
      @ConfigProperty(name = "quarkus.management.port") int managementPort,
      @ConfigProperty(name = "kleroterion.data-directory", defaultValue = "data") Path data) {
    this.http = http;
    this.host = host;
    this.management = "http://" + reachable(managementHost) + ":" + managementPort;
    this.data = data;
  }

  /** Runs when the service is ready, so the banner is the last output of the start. */
  @Override
  public int run(String... args) {
    String api = "http://" + reachable(host) + ":" + http.getPort();
    Evaluation.storeAddress(data, api);
    System.out.println(new Banner(api, management, Path.of("").toAbsolutePath(), data).text());
    Quarkus.waitForExit();
    return 0;
  }

  private static String reachable(String boundTo) {
    return boundTo.equals("0.0.0.0") ? "127.0.0.1" : boundTo;
  }
}
