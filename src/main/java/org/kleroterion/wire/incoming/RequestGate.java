package org.kleroterion.wire.incoming;

import io.quarkus.arc.All;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.Problem;
import org.kleroterion.problem.ProblemRoutes;
import org.kleroterion.problem.Refusal;

/**
 * Checks every request before a resource gets it. Then, if the caller is known, reads its body. It
 * runs on the event loop and never waits, so that a slow caller holds no thread.
 */
@ApplicationScoped
class RequestGate {
  /** Quarkus authenticates in a filter of priority 200. */
  private static final int AFTER_AUTHENTICATION = 90;

  private static final int FIRST = 1000;
  private static final Set<String> READ_ONLY = new TreeSet<>(List.of("GET", "HEAD"));

  private final Endpoints endpoints;
  private final List<BodyGuard> guards;
  private final List<RefusalFormat> formats;
  private final ProblemRoutes problems;

  RequestGate(
      Endpoints endpoints,
      @All List<BodyGuard> guards,
      @All List<RefusalFormat> formats,
      ProblemRoutes problems) {
    this.endpoints = endpoints;
    this.guards = guards;
    this.formats = formats;
    this.problems = problems;
  }

  void register(@Observes Filters filters) {
    filters.register(RequestGate::headersAreComplete, FIRST);
    filters.register(this::check, AFTER_AUTHENTICATION);
  }

  // Vert.x fails a request without a Host before it calls any filter.
  void register(@Observes Router router) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .failureHandler(
            failed ->
                RequestForm.fault(failed.request())
                    .ifPresentOrElse(fault -> refuse(failed, fault), failed::next));
  }

  private static void headersAreComplete(RoutingContext context) {
    HeaderTimeout.complete(context.request());
    context.addEndHandler(answered -> HeaderTimeout.answered(context.request()));
    context.next();
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Refusal> fault = RequestForm.fault(request);
    if (fault.isPresent()) {
      refuse(context, fault.get());
      return;
    }
    Set<String> methods = methods(context.normalizedPath());
    if (!methods.isEmpty() && !methods.contains(request.method().name())) {
      context.response().putHeader("Allow", String.join(", ", methods));
      refuse(context, RequestRefused.method(methods));
    } else if (methods.isEmpty() || !hasBody(request)) {
      BodyReader.discardAfterAnswer(context);
      context.next();
    } else {
      readIfKnown(context);
    }
  }

  private Set<String> methods(String path) {
    return path.startsWith("/q/") ? READ_ONLY : endpoints.methods(path);
  }

  private static boolean hasBody(HttpServerRequest request) {
    @Nullable String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  private void readIfKnown(RoutingContext context) {
    String path = context.normalizedPath();
    Context eventLoop = context.vertx().getOrCreateContext();
    Optional<BodyGuard> guard =
        guards.stream().filter(candidate -> candidate.covers(path)).findFirst();
    if (guard.isPresent()) {
      @Nullable String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
      eventLoop
          .executeBlocking(
              () -> {
                guard.get().require(path, authorization);
                return path;
              },
              false)
          .onSuccess(known -> read(context))
          .onFailure(
              failure -> {
                if (failure instanceof Refusal refusal) {
                  refuse(context, refusal);
                } else {
                  BodyReader.discardAfterAnswer(context);
                  context.fail(failure);
                }
              });
      return;
    }
    QuarkusHttpUser.getSecurityIdentity(context, null)
        .subscribe()
        .with(
            identity ->
                eventLoop.runOnContext(
                    now -> {
                      if (identity == null || identity.isAnonymous()) {
                        refuseLater(context);
                      } else {
                        read(context);
                      }
                    }),
            failure -> eventLoop.runOnContext(now -> refuseLater(context)));
  }

  // The resource refuses callers without a valid token. It gets no byte of the body.
  private static void refuseLater(RoutingContext context) {
    BodyReader.discardAfterAnswer(context);
    context.next();
  }

  private void read(RoutingContext context) {
    new BodyReader(context, refusal -> refuse(context, refusal)).read();
  }

  private void refuse(RoutingContext context, Refusal refusal) {
    BodyReader.discardAfterAnswer(context);
    String path = String.valueOf(context.request().path());
    Problem problem = Problem.of(refusal);
    formats.stream()
        .filter(format -> format.covers(path))
        .findFirst()
        .ifPresentOrElse(
            format ->
                problems.answer(
                    context.response(), problem, format.mediaType(), format.text(problem)),
            () -> problems.answer(context.response(), problem));
  }
}
