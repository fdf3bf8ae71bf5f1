package org.kleroterion.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
class ProblemRoutes {
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
    Problem problem = Problem.of(type, ProblemMappers.hint(type));
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(write(problem));
  }

  private String write(Problem problem) {
    try {
      return json.writeValueAsString(problem);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
