package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.Problem;
import org.kleroterion.wire.incoming.RefusalFormat;

/** The rules for media types that only FHIR has: {@code _format}, FHIR versions, outcomes. */
class Negotiation implements RefusalFormat {
  /** A plus sign that the client did not encode arrives as a space. */
  static final Set<String> FORMATS =
      Set.of("json", MediaType.APPLICATION_JSON, "text/json", Fhir.JSON, "application/fhir json");

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

  @Override
  public boolean covers(String path) {
    return (path + "/").startsWith("/fhir/");
  }

  @Override
  public String mediaType() {
    return Fhir.JSON + ";charset=UTF-8";
  }

  @Override
  public String text(Problem problem) {
    try {
      return json.writeValueAsString(OutcomeMapper.map(problem));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ServerResponseFilter
  void outcome(ContainerRequestContext request, ContainerResponseContext answer) {
    if (!isFhir(request)) {
      return;
    }
    if (answer.getEntity() instanceof Problem problem) {
      answer.setEntity(text(problem));
      answer.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, mediaType());
      return;
    }
    @Nullable String pretty = request.getUriInfo().getQueryParameters().getFirst(Query.PRETTY);
    if ("true".equals(pretty) && answer.getEntity() instanceof String text) {
      answer.setEntity(Fhir.pretty(text));
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
  private boolean isFhir(ContainerRequestContext request) {
    return covers(request.getUriInfo().getPath());
  }
}
