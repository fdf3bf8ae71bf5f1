package org.kleroterion.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A refusal as the caller receives it (RFC 9457).
 *
 * @param members additional members of this occurrence, written next to the standard ones
 */
@Schema(description = "Why a request was refused (RFC 9457). Clients branch on 'type'.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    @Schema(
            description = "The kind of refusal.",
            examples = "https://kleroterion.org/problems/subject-not-eligible")
        URI type,
    @Schema(examples = "The subject is not eligible") String title,
    @Schema(examples = "409") int status,
    @Schema(
            description = "What is wrong in this case and how to correct it.",
            examples = "Criteria that are not met: I2, E1.")
        String detail,
    @Schema(description = "The faults in the request, one violation for each.")
        List<Violation> violations,
    @JsonAnyGetter @Schema(hidden = true) Map<String, Object> members) {

  public static final String MEDIA_TYPE = "application/problem+json";

  private static final int RETRY_AFTER_SECONDS = 2;

  static Problem of(ProblemType type, String detail) {
    return of(type, detail, List.of());
  }

  static Problem of(ProblemType type, String detail, List<Violation> violations) {
    return new Problem(type.uri(), type.title(), type.status(), detail, violations, Map.of());
  }

  static Problem of(Refusal refusal) {
    return new Problem(
        refusal.type().uri(),
        refusal.type().title(),
        refusal.type().status(),
        refusal.detail(),
        refusal.violations(),
        refusal.members());
  }

  /** The complete HTTP response, with the headers that its status requires. */
  Response response() {
    Response.ResponseBuilder response = Response.status(status).type(MEDIA_TYPE).entity(this);
    if (type.equals(ProblemType.UNAUTHENTICATED.uri())) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (type.equals(ProblemType.ACCOUNT_REQUIRED.uri())) {
      response.header(
          HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"kleroterion\", charset=\"UTF-8\"");
    }
    if (type.equals(ProblemType.SERVICE_UNAVAILABLE.uri())) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return response.build();
  }
}
