package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Problem;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Violation;

/**
 * Maps a refusal to an {@code OperationOutcome}. It does not use HAPI's classes: a refused request
 * must not load them, and a fault of HAPI itself must still be reported.
 */
public final class OutcomeMapper {
  /** The start of a violation's pointer to an item's answer; the linkId follows. */
  public static final String SCREENING = "/screening/";

  private static final Pattern LINK_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private OutcomeMapper() {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Outcome(String resourceType, List<Issue> issue) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Issue(
      String severity, String code, Details details, String diagnostics, List<String> expression) {}

  record Details(List<Code> coding, String text) {}

  record Code(String system, String code) {}

  static Outcome map(Problem problem) {
    ProblemType type =
        Arrays.stream(ProblemType.values())
            .filter(known -> known.uri().equals(problem.type()))
            .findFirst()
            .orElseThrow();
    List<Violation> violations = problem.violations();
    List<Issue> issues =
        violations.isEmpty()
            ? List.of(issue(type, diagnostics(type, problem.detail()), List.of()))
            : Stream.concat(
                    violations.stream().map(violation -> issue(type, violation)),
                    leftOut(type, problem))
                .toList();
    return new Outcome("OperationOutcome", issues);
  }

  /** Says how many violations the problem does not list. */
  private static Stream<Issue> leftOut(ProblemType type, Problem problem) {
    return problem.members().containsKey(InvalidRequest.LEFT_OUT)
        ? Stream.of(issue(type, problem.detail(), List.of()))
        : Stream.empty();
  }

  private static Issue issue(ProblemType type, Violation violation) {
    String pointer = violation.pointer();
    String where = pointer.startsWith("?") ? pointer.substring(1) : pointer;
    return issue(type, where + ": " + violation.message(), expression(pointer));
  }

  private static Issue issue(ProblemType type, String diagnostics, List<String> expression) {
    return new Issue(
        type.isFault() ? "fatal" : "error",
        code(type),
        new Details(List.of(new Code(Names.PROBLEMS, type.slug())), type.title()),
        diagnostics,
        expression);
  }

  private static List<String> expression(String pointer) {
    String response = "QuestionnaireResponse.";
    return switch (pointer) {
      case "/subject" -> List.of(response + "subject.identifier");
      case "/requestedBy" -> List.of(response + "author.display");
      case "/questionnaire", "/status" -> List.of(response + pointer.substring(1));
      case "/site" -> List.of(item(Names.SITE));
      default -> {
        String linkId = pointer.startsWith(SCREENING) ? pointer.substring(SCREENING.length()) : "";
        yield LINK_ID.matcher(linkId).matches() ? List.of(item(linkId)) : List.of();
      }
    };
  }

  private static String item(String linkId) {
    return "QuestionnaireResponse.item.where(linkId = '" + linkId + "')";
  }

  // The details of these problems name paths of /v1, which do not help a FHIR client.
  private static String diagnostics(ProblemType type, String detail) {
    return switch (type) {
      case NOT_FOUND -> "Check the path; GET " + Fhir.PATH + "/metadata lists the resources.";
      case METHOD_NOT_ALLOWED ->
          "Check the method; GET " + Fhir.PATH + "/metadata lists the interactions.";
      case NOT_ACCEPTABLE -> "Accept application/fhir+json; XML is not supported.";
      case UNSUPPORTED_MEDIA_TYPE ->
          detail.contains("Content-Encoding")
              ? detail
              : "Send a resource as application/fhir+json, and a search as a form.";
      default -> detail;
    };
  }

  /** A code of the value set issue-type. */
  private static String code(ProblemType type) {
    return switch (type) {
      case INVALID_REQUEST -> "invalid";
      case MALFORMED_BODY -> "structure";
      case SITE_UNKNOWN, STRATUM_UNKNOWN -> "value";
      case UNAUTHENTICATED, ACCOUNT_REQUIRED -> "login";
      case FORBIDDEN, ROLES_CONFLICT, SITE_OUT_OF_REACH, SUBJECT_OUT_OF_REACH -> "forbidden";
      case BODY_TOO_LARGE, PATH_TOO_LONG, HEADERS_TOO_LARGE -> "too-long";
      case REQUEST_TIMEOUT -> "timeout";
      case TOO_MANY_ATTEMPTS -> "throttled";
      case METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE -> "not-supported";
      case INTERNAL_ERROR, LOG_BROKEN -> "exception";
      case TRIAL_REFUSED -> "processing";
      case SERVICE_UNAVAILABLE -> "transient";
      default -> type.status() == 404 ? "not-found" : "business-rule";
    };
  }
}
