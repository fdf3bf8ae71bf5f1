package org.kleroterion.gateway.redcap;

import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The URL that REDCap's Data Entry Trigger posts to. REDCap defines this contract, so it is not in
 * {@code openapi.yaml}.
 */
@EndpointDisabled(
    name = "kleroterion.redcap.projects[0].name",
    stringValue = "",
    disableIfMissing = true)
@Path("/redcap/{project}/{secret}")
// REDCap cannot authenticate; the secret in the URL is the only credential.
@PermitAll
class TriggerResource {
  private final TriggerService service;

  TriggerResource(TriggerService service) {
    this.service = service;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public RestResponse<Void> take(
      @PathParam("project") String project,
      @PathParam("secret") String secret,
      MultivaluedMap<String, String> form) {
    return service.take(project, secret, form) ? RestResponse.accepted() : RestResponse.noContent();
  }
}
