package org.kleroterion.wire;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request an id: the caller's, or a new one. The id is in the answer and in every log
 * line that the request causes. The log lines also contain the trace id that the caller sent (W3C
 * Trace Context).
 */
class RequestIds {
  private static final String HEADER = "X-Request-Id";
  private static final String REQUEST = "requestId";
  private static final String TRACE = "traceId";

  /** Safe characters only: an id must not be able to break or forge a log line. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

  @ServerRequestFilter(preMatching = true)
  void begins(ContainerRequestContext request) {
    @Nullable String sent = request.getHeaderString(HEADER);
    String id = sent != null && ID.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
    request.setProperty(REQUEST, id);
    MDC.put(REQUEST, id);
    @Nullable String parent = request.getHeaderString("traceparent");
    // If OpenTelemetry is on, it has already set the trace id.
    if (parent != null && MDC.get(TRACE) == null) {
      Matcher traced = TRACEPARENT.matcher(parent);
      if (traced.matches()) {
        MDC.put(TRACE, traced.group(1));
      }
    }
  }

  @ServerResponseFilter
  void ends(ContainerRequestContext request, ContainerResponseContext answer) {
    @Nullable Object id = request.getProperty(REQUEST);
    if (id != null) {
      answer.getHeaders().putSingle(HEADER, id);
    }
  }
}
