package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.Problem;

/** FHIR's {@code _format}, and refusals as FHIR's clients read them. */
class Negotiation {
  /** A plus sign that was not encoded comes as a space. */
  private static final Set<String> FORMATS =
      Set.of("json", "application/json", Fhir.JSON, "application/fhir json");

  private final ObjectMapper json;

  Negotiation(ObjectMapper json) {
    this.json = json;
  }

  @ServerRequestFilter(preMatching = true)
  void format(ContainerRequestContext request) {
    @Nullable String format = request.getUriInfo().getQueryParameters().getFirst("_format");
    if (format == null || !isOurs(request)) {
      return;
    }
    if (!FORMATS.contains(format)) {
      throw new NotAcceptableException();
    }
    request.getHeaders().putSingle(HttpHeaders.ACCEPT, Fhir.JSON);
  }

  @ServerResponseFilter
  void outcome(ContainerRequestContext request, ContainerResponseContext answer)
      throws JsonProcessingException {
    if (answer.getEntity() instanceof Problem problem && isOurs(request)) {
      answer.setEntity(json.writeValueAsString(OutcomeMapper.map(problem)));
      answer.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, Fhir.JSON);
    }
  }

  private static boolean isOurs(ContainerRequestContext request) {
    return (request.getUriInfo().getPath() + "/").startsWith(Fhir.PATH + "/");
  }
}
