package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.Problem;

/** The rules for media types that only FHIR has: {@code _format}, FHIR versions, outcomes. */
class Negotiation {
  /** A plus sign that the client did not encode arrives as a space. */
  private static final Set<String> FORMATS =
      Set.of("json", MediaType.APPLICATION_JSON, Fhir.JSON, "application/fhir json");

  private static final String VERSION = "fhirVersion";

  private final ObjectMapper json;

  Negotiation(ObjectMapper json) {
    this.json = json;
  }

  @ServerRequestFilter(preMatching = true)
  void format(ContainerRequestContext request) {
    if (!isFhir(request)) {
      return;
    }
    @Nullable String format = request.getUriInfo().getQueryParameters().getFirst("_format");
    if (format != null && !FORMATS.contains(format)) {
      throw new NotAcceptableException();
    }
    if (format != null) {
      request.getHeaders().putSingle(HttpHeaders.ACCEPT, Fhir.JSON);
    }
    if (request.getAcceptableMediaTypes().stream().allMatch(Negotiation::isOtherVersion)) {
      throw new NotAcceptableException();
    }
  }

  private static boolean isOtherVersion(MediaType type) {
    return !type.getParameters().getOrDefault(VERSION, "4.0").equals("4.0");
  }

  @ServerResponseFilter
  void outcome(ContainerRequestContext request, ContainerResponseContext answer)
      throws JsonProcessingException {
    if (!isFhir(request)) {
      return;
    }
    if (answer.getEntity() instanceof Problem problem) {
      answer.setEntity(json.writeValueAsString(OutcomeMapper.map(problem)));
      answer.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, Fhir.JSON + ";charset=UTF-8");
      return;
    }
    @Nullable MediaType type = answer.getMediaType();
    if (type != null) {
      // Do not echo the parameters of the request's media type.
      answer
          .getHeaders()
          .putSingle(
              HttpHeaders.CONTENT_TYPE,
              new MediaType(type.getType(), type.getSubtype(), Map.of("charset", "UTF-8")));
    }
  }

  // Any version below /fhir/: a client of another version can read an OperationOutcome too.
  private static boolean isFhir(ContainerRequestContext request) {
    return (request.getUriInfo().getPath() + "/").startsWith("/fhir/");
  }
}
