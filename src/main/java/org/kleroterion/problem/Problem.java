package org.kleroterion.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * A refusal as the caller receives it (RFC 9457).
 *
 * @param members additional members of this occurrence, written next to the standard ones
 */
@Schema(
    description =
        "Why a request was refused (RFC 9457). Clients branch on 'type'. A refusal can have more"
            + " members than these.",
    additionalProperties = Schema.True.class,
    requiredProperties = {"type", "title", "status", "detail"},
    properties = {
      @SchemaProperty(
          name = "allocation",
          type = SchemaType.STRING,
          description = "The path of the subject's allocation."),
      @SchemaProperty(
          name = "differences",
          type = SchemaType.ARRAY,
          implementation = String.class,
          description = "The members of the request that differ from that allocation."),
      @SchemaProperty(
          name = "assessment",
          type = SchemaType.STRING,
          format = "uuid",
          description = "The id of the assessment that does not admit the subject."),
      @SchemaProperty(
          name = "criteria",
          type = SchemaType.ARRAY,
          implementation = String.class,
          description = "The ids of the criteria that are not met."),
      @SchemaProperty(
          name = "missing",
          type = SchemaType.ARRAY,
          implementation = String.class,
          description = "The variables whose values are missing."),
      @SchemaProperty(
          name = "validUntil",
          type = SchemaType.STRING,
          format = "date-time",
          description = "Until when the assessment was valid."),
      @SchemaProperty(
          name = "target",
          type = SchemaType.INTEGER,
          format = "int32",
          description = "The trial's target number of subjects."),
      @SchemaProperty(
          name = "trialStatus",
          type = SchemaType.STRING,
          description = "The trial's status."),
      @SchemaProperty(
          name = "violationsLeftOut",
          type = SchemaType.INTEGER,
          format = "int32",
          description = "The number of violations that are not listed."),
      @SchemaProperty(
          name = "strata",
          type = SchemaType.ARRAY,
          implementation = String.class,
          description = "The strata that the trial has.")
    })
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    @Schema(description = "The kind of refusal.") URI type,
    @Schema(description = "The same text for every refusal of this type.") String title,
    @Schema(description = "The HTTP status.") int status,
    @Schema(description = "What is wrong in this case and how to correct it.") String detail,
    @Schema(
            description =
                "The faults in the request, one violation for each. Absent if there are none. At"
                    + " most 100 are listed; 'violationsLeftOut' is the number of the others.")
        List<Violation> violations,
    @JsonAnyGetter @Schema(hidden = true) Map<String, Object> members) {

  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String RETRY_AFTER_SECONDS = "2";

  static Problem of(ProblemType type, String detail) {
    return of(type, detail, List.of());
  }

  static Problem of(ProblemType type, String detail, List<Violation> violations) {
    return new Problem(type.uri(), type.title(), type.status(), detail, violations, Map.of());
  }

  public static Problem of(Refusal refusal) {
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
    return response(challenge());
  }

  /** The same with another value of the header {@code WWW-Authenticate}. */
  Response response(Optional<String> challenge) {
    Response.ResponseBuilder response = Response.status(status).type(MEDIA_TYPE).entity(this);
    headers(challenge).forEach(response::header);
    return response.build();
  }

  /** The headers that the type requires, besides the media type. */
  Map<String, String> headers() {
    return headers(challenge());
  }

  private Map<String, String> headers(Optional<String> challenge) {
    if (challenge.isPresent()) {
      return Map.of(HttpHeaders.WWW_AUTHENTICATE, challenge.get());
    }
    return type.equals(ProblemType.SERVICE_UNAVAILABLE.uri())
            || type.equals(ProblemType.TOO_MANY_ATTEMPTS.uri())
        ? Map.of(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        : Map.of();
  }

  // RFC 6750 §3 for tokens.
  private Optional<String> challenge() {
    if (type.equals(ProblemType.UNAUTHENTICATED.uri())) {
      return Optional.of("Bearer error=\"invalid_token\"");
    }
    if (type.equals(ProblemType.FORBIDDEN.uri())) {
      return Optional.of("Bearer error=\"insufficient_scope\"");
    }
    if (type.equals(ProblemType.ACCOUNT_REQUIRED.uri())) {
      return Optional.of("Basic realm=\"kleroterion\", charset=\"UTF-8\"");
    }
    return Optional.empty();
  }
}
