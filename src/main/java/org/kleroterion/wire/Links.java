package org.kleroterion.wire;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.kleroterion.settings.Settings;

/**
 * Builds links from the setting {@code kleroterion.public-url}. Without it, links of {@code /v1}
 * are relative. The request's own host is never used: behind a proxy it is not the service's name,
 * and any caller can choose it.
 */
class Links {
  private final Optional<URI> publicUrl;

  Links(Settings settings) {
    this.publicUrl = settings.publicUrl();
  }

  @ServerRequestFilter(preMatching = true)
  void useTheServicesName(ContainerRequestContext request) {
    publicUrl.ifPresent(
        url -> {
          URI sent = request.getUriInfo().getRequestUri();
          URI base = UriBuilder.fromUri(url).path("/").build();
          request.setRequestUri(
              base,
              UriBuilder.fromUri(url)
                  .replacePath(sent.getRawPath())
                  .replaceQuery(sent.getRawQuery())
                  .build());
        });
  }

  /** Adds the {@code Link} header (RFC 8288) with the URL of the next page. */
  @ServerResponseFilter
  void next(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Page<?> page) {
      page.next()
          .map(
              next ->
                  request
                      .getUriInfo()
                      .getRequestUriBuilder()
                      .replaceQueryParam("after", next)
                      .build())
          .map(url -> publicUrl.isPresent() ? url.toString() : relative(url))
          .ifPresent(
              link -> response.getHeaders().add(HttpHeaders.LINK, "<" + link + ">; rel=\"next\""));
    }
  }

  private static String relative(URI url) {
    return url.getRawPath() + "?" + url.getRawQuery();
  }
}
