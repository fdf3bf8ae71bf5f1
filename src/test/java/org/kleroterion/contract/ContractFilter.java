package org.kleroterion.contract;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.builder.ResponseBuilder;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.Objects;

/**
 * Compares every answer that a test of the application sees with the {@link Contract}. Quarkus
 * installs it before each test: it is named in {@code META-INF/services}.
 */
public class ContractFilter implements Filter, QuarkusTestBeforeEachCallback {
  @Override
  public void beforeEach(QuarkusTestMethodContext context) {
    RestAssured.replaceFiltersWith(this);
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext context) {
    Response answer = context.next(request, expected);
    // As it was sent, with its escapes.
    String path = URI.create(request.getURI()).getRawPath();
    if (!Contract.covers(path)) {
      return answer;
    }
    String type = Objects.requireNonNullElse(answer.contentType(), "");
    byte[] body = answer.asByteArray();
    Contract.require(request.getMethod(), path, answer.statusCode(), type, body);
    // The body was read and cannot be read from the connection again.
    return new ResponseBuilder().clone(answer).setBody(body).build();
  }
}
