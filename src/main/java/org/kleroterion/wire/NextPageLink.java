package org.kleroterion.wire;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Adds the {@code Link} header (RFC 8288) with the URL of the next page. */
class NextPageLink {
  @ServerResponseFilter
  void link(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Page<?> page) {
      UriInfo uri = request.getUriInfo();
      page.next()
          .map(next -> uri.getRequestUriBuilder().replaceQueryParam("after", next).build())
          .ifPresent(
              next -> response.getHeaders().add(HttpHeaders.LINK, "<" + next + ">; rel=\"next\""));
    }
  }
}
