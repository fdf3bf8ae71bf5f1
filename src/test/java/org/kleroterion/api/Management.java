package org.kleroterion.api;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the service under test tells its operators, on a port of its own. */
public final class Management {
  private Management() {}

  /** Whether it is ready, and why not. */
  public static ValidatableResponse readiness() {
    return get("/q/health/ready");
  }

  /** Its metrics, as Prometheus asks for them: in OpenMetrics. */
  public static String metrics() {
    return metricsIn("application/openmetrics-text").asString();
  }

  /** Its metrics for a caller that accepts this. */
  public static Response metricsIn(String accepted) {
    Response answer = RestAssured.given().header("Accept", accepted).get(url("/q/metrics"));
    answer.then().statusCode(200);
    return answer;
  }

  private static ValidatableResponse get(String path) {
    return RestAssured.get(url(path)).then();
  }

  private static String url(String path) {
    String port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class);
    return "http://localhost:" + port + path;
  }
}
