package org.kleroterion.gateway.fhir;

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

/** What FHIR asks of media types beside what every endpoint does. */
class Negotiation {
  /** A plus sign that was not encoded comes as a space. */
  private static final Set<String> FORMATS =
      Set.of("json", MediaType.APPLICATION_JSON, Fhir.JSON, "application/fhir json");

  private static final String VERSION = "fhirVersion";

  private final FhirProblems problems;

  Negotiation(FhirProblems problems) {
    this.problems = problems;
  }

  @ServerRequestFilter(preMatching = true)
  void format(ContainerRequestContext request) {
    if (!problems.speaks(request.getUriInfo().getPath())) {
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
  void outcome(ContainerRequestContext request, ContainerResponseContext answer) {
    if (!problems.speaks(request.getUriInfo().getPath())) {
      return;
    }
    if (answer.getEntity() instanceof Problem problem) {
      answer.setEntity(problems.write(problem));
      answer.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, problems.mediaType());
      return;
    }
    @Nullable MediaType type = answer.getMediaType();
    if (type != null) {
      // Without the parameters that the request had.
      answer
          .getHeaders()
          .putSingle(
              HttpHeaders.CONTENT_TYPE,
              new MediaType(type.getType(), type.getSubtype(), Map.of("charset", "UTF-8")));
    }
  }
}
