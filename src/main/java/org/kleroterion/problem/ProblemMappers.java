package org.kleroterion.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps every exception that ends a request to a problem. */
class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final LimitedLog LINES = new LimitedLog(LOG, System::nanoTime);

  @ServerExceptionMapper
  Response refusal(Refusal refusal) {
    if (refusal instanceof Unavailable) {
      LINES.log(Logger.Level.ERROR, refusal.getClass().getName(), refusal.reason());
    }
    return Problem.of(refusal).response();
  }

  @ServerExceptionMapper
  Response invalid(ConstraintViolationException invalid) {
    return refusal(new InvalidRequest(Violations.of(invalid)));
  }

  // Quarkus's JSON extension answers 400 to this exception. MalformedBody covers what it is about
  // in
  // a body, so here it is an internal error.
  @ServerExceptionMapper
  Response mismatched(MismatchedInputException internal) {
    return fault(internal);
  }

  @ServerExceptionMapper
  Response unauthenticated(UnauthorizedException missing) {
    return Problem.of(
            ProblemType.UNAUTHENTICATED, "Send a token in the header 'Authorization: Bearer …'.")
        .response();
  }

  @ServerExceptionMapper
  Response unauthenticated(AuthenticationFailedException wrong) {
    return Problem.of(
            ProblemType.UNAUTHENTICATED,
            "The token is malformed, expired, wrongly signed, or for another issuer or audience.")
        .response();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException forbidden) {
    return Problem.of(
            ProblemType.FORBIDDEN, "The token's claim 'groups' contains no role that allows this.")
        .response();
  }

  @ServerExceptionMapper
  Response http(WebApplicationException http) {
    return byStatus(http.getResponse().getStatus())
        .map(type -> Problem.of(type, hint(type)).response())
        .orElseGet(() -> fault(http));
  }

  @ServerExceptionMapper
  Response fault(Throwable fault) {
    String id = UUID.randomUUID().toString();
    LOG.errorf(fault, "Internal error %s", id);
    return Problem.of(
            ProblemType.INTERNAL_ERROR,
            "The request may or may not have been carried out: check before you rely on it. The"
                + " operator finds the cause in the service's log under "
                + id
                + ".")
        .response();
  }

  static Optional<ProblemType> byStatus(int status) {
    return switch (status) {
      case 400 -> Optional.of(ProblemType.MALFORMED_BODY);
      case 401 -> Optional.of(ProblemType.UNAUTHENTICATED);
      case 403 -> Optional.of(ProblemType.FORBIDDEN);
      case 404 -> Optional.of(ProblemType.NOT_FOUND);
      case 405 -> Optional.of(ProblemType.METHOD_NOT_ALLOWED);
      case 406 -> Optional.of(ProblemType.NOT_ACCEPTABLE);
      case 413 -> Optional.of(ProblemType.BODY_TOO_LARGE);
      case 415 -> Optional.of(ProblemType.UNSUPPORTED_MEDIA_TYPE);
      default -> Optional.empty();
    };
  }

  static String hint(ProblemType type) {
    return switch (type) {
      case NOT_FOUND -> "Check the path. /q/openapi and openapi.yaml list all paths.";
      case METHOD_NOT_ALLOWED -> "Check the method. openapi.yaml lists the methods of each path.";
      case NOT_ACCEPTABLE ->
          "Accept application/json. Lists are also available as text/csv and application/x-ndjson.";
      case BODY_TOO_LARGE -> "A body may have at most 64 KiB.";
      case UNSUPPORTED_MEDIA_TYPE -> "Send the body as application/json.";
      default -> "Send what openapi.yaml describes.";
    };
  }
}
