package org.kleroterion.wire;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** Refuses compressed bodies, which would otherwise be refused as malformed JSON. */
class PlainBodies {
  @ServerRequestFilter
  void requirePlain(ContainerRequestContext request, ResourceInfo endpoint) {
    if (!endpoint.getResourceMethod().isAnnotationPresent(Consumes.class)) {
      return;
    }
    @Nullable String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
      throw new CodingUnsupported();
    }
  }

  /** The body is compressed. */
  static final class CodingUnsupported extends Refusal {
    CodingUnsupported() {
      super(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "The header Content-Encoding is not supported. Send the body without compression.");
    }
  }
}
