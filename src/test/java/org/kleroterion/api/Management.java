package org.kleroterion.api;

import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the service under test tells its operators, on a port of its own. */
public final class Management {
  private Management() {}

  /** Whether it is ready, and why not. */
  public static ValidatableResponse readiness() {
    return get("/q/health/ready");
  }

  /** Its metrics, as Prometheus reads them. */
  public static String metrics() {
    return get("/q/metrics").statusCode(200).extract().asString();
  }

  private static ValidatableResponse get(String path) {
    String port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class);
    return RestAssured.get("http://localhost:" + port + path).then();
  }
}
