package org.kleroterion.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Answers requests that never reach a resource, such as those for an unknown path, with a problem.
 */
@ApplicationScoped
public class ProblemRoutes {
  private static final List<Integer> STATUSES = List.of(400, 404, 405, 406, 413, 415);

  private final ObjectMapper json;

  ProblemRoutes(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    STATUSES.forEach(status -> router.errorHandler(status, request -> answer(request, status)));
  }

  private void answer(RoutingContext request, int status) {
    ProblemType type = ProblemMappers.byStatus(status).orElse(ProblemType.NOT_FOUND);
    answer(request.response(), Problem.of(type, ProblemMappers.hint(type)));
  }

  /** Answers a request with a problem. */
  public void answer(HttpServerResponse response, Problem problem) {
    answer(response, problem, Problem.MEDIA_TYPE, write(problem));
  }

  /** Answers a request with a problem in the format of another protocol. */
  public void answer(HttpServerResponse response, Problem problem, String mediaType, String text) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.headers().addAll(problem.headers());
    response.setStatusCode(problem.status()).putHeader("Content-Type", mediaType).end(text);
  }

  private String write(Problem problem) {
    try {
      return json.writeValueAsString(problem);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
