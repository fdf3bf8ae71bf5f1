package org.kleroterion.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Maps every exception that ends a request to a problem. */
class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final LimitedLog LINES = new LimitedLog(LOG, System::nanoTime);
  private static final int MOST_GROUPS = 20;
  private static final int LONGEST_GROUP = 64;
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

  private final AnswerTypes answers;

  ProblemMappers(AnswerTypes answers) {
    this.answers = answers;
  }

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

  // Quarkus's JSON extension answers 400 to this exception. MalformedBody has taken those of
  // request bodies, so here it is an internal error.
  @ServerExceptionMapper
  Response mismatched(MismatchedInputException mismatch) {
    return internal(mismatch);
  }

  @ServerExceptionMapper
  Response unauthenticated(UnauthorizedException missing) {
    return Problem.of(
            ProblemType.UNAUTHENTICATED, "Send a token in the header 'Authorization: Bearer …'.")
        // Without a token the challenge has no error code (RFC 6750 §3.1).
        .response(Optional.of("Bearer"));
  }

  @ServerExceptionMapper
  Response unauthenticated(AuthenticationFailedException wrong) {
    return Problem.of(
            ProblemType.UNAUTHENTICATED,
            "The token is malformed, expired, not valid yet, valid for too long, wrongly signed, or"
                + " for another issuer or audience.")
        .response();
  }

  @ServerExceptionMapper
  Response forbidden(
      ForbiddenException forbidden, ResourceInfo resource, ContainerRequestContext request) {
    Problem problem =
        missingRole(seen(request.getSecurityContext().getUserPrincipal()), needed(resource));
    LINES.log(Logger.Level.WARN, "role", "Refused a request by role. " + problem.detail());
    return problem.response();
  }

  static Problem missingRole(String seen, String needed) {
    return Problem.of(
        ProblemType.FORBIDDEN, "The token has " + seen + ". This needs " + needed + ".");
  }

  // A directory can put a person into hundreds of groups.
  private static String seen(@Nullable Principal caller) {
    List<String> groups =
        caller instanceof JsonWebToken token
            ? token.getGroups().stream().sorted().toList()
            : List.of();
    if (groups.isEmpty()) {
      return "no groups";
    }
    return "the groups "
        + groups.stream()
            .limit(MOST_GROUPS)
            .map(
                group ->
                    group.length() > LONGEST_GROUP
                        ? group.substring(0, LONGEST_GROUP) + "…"
                        : group)
            .map(group -> group.replaceAll("\\p{C}", "?"))
            .collect(Collectors.joining(", "))
        + (groups.size() > MOST_GROUPS ? " and " + (groups.size() - MOST_GROUPS) + " more" : "");
  }

  private static String needed(ResourceInfo resource) {
    @Nullable RolesAllowed roles = resource.getResourceMethod().getAnnotation(RolesAllowed.class);
    if (roles == null) {
      roles = resource.getResourceClass().getAnnotation(RolesAllowed.class);
    }
    return roles == null
        ? "a role that no token can have"
        : Stream.of(roles.value()).sorted().collect(Collectors.joining(" or "));
  }

  @ServerExceptionMapper
  Response notAcceptable(NotAcceptableException refused, ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    List<String> types = answers.of(request.getMethod(), path);
    return types.isEmpty()
        ? http(refused)
        : Problem.of(
                ProblemType.NOT_ACCEPTABLE,
                types.size() == 1
                    ? "This path answers in one media type. Accept " + types.get(0) + "."
                    : "Accept one of the media types of this path: "
                        + String.join(", ", types)
                        + ".")
            .response();
  }

  @ServerExceptionMapper
  Response http(WebApplicationException http) {
    return byStatus(http.getResponse().getStatus())
        .map(type -> Problem.of(type, hint(type)).response())
        .orElseGet(() -> internal(http));
  }

  @ServerExceptionMapper
  Response fault(Throwable fault, RoutingContext request) {
    if (request.response().closed() && isOutput(fault)) {
      LOG.infof("A caller closed the connection during the answer to %s", request.request().path());
      return Response.serverError().build();
    }
    return internal(fault);
  }

  private static boolean isOutput(Throwable fault) {
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .anyMatch(IOException.class::isInstance);
  }

  static Response internal(Throwable fault) {
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

  /**
   * Cuts the connection if an answer failed after its beginning was sent. A problem at the end of a
   * list or export would look like a part of it, and the answer like a complete one.
   */
  @ServerResponseFilter
  void cutOff(RoutingContext request) {
    if (request.response().headWritten()
        && request.request().connection() instanceof ConnectionBase connection) {
      // Waits for the close, because what is written before it would be sent.
      connection.channel().close().awaitUninterruptibly(LONGEST_CLOSE.toMillis());
    }
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
          "The path cannot answer in a media type of the header 'Accept'. openapi.yaml lists the"
              + " media types of each path.";
      case BODY_TOO_LARGE -> "A body may have at most 64 KiB.";
      case UNSUPPORTED_MEDIA_TYPE -> "Send the body as application/json.";
      default -> "Send what openapi.yaml describes.";
    };
  }
}
