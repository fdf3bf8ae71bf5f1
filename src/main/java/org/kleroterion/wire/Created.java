package org.kleroterion.wire;

import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * The result of a request that records something: answered 201 if this request recorded it, 200 if
 * the same request had recorded it before.
 *
 * @param isNew whether this request recorded it
 */
public record Created<T>(T view, boolean isNew) {
  public <R> Created<R> map(Function<T, R> mapper) {
    return new Created<>(mapper.apply(view), isNew);
  }

  public RestResponse<T> response() {
    return builder().build();
  }

  /**
   * @param location the path of the recorded resource
   */
  public RestResponse<T> response(String location) {
    return builder().header("Location", location).build();
  }

  private ResponseBuilder<T> builder() {
    return ResponseBuilder.ok(view)
        .status(isNew ? RestResponse.Status.CREATED : RestResponse.Status.OK);
  }
}
