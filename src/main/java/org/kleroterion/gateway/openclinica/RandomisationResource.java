package org.kleroterion.gateway.openclinica;

import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the randomization modules of OpenClinica and LibreClinica make, in their released
 * versions. They define this contract, so it is not in {@code openapi.yaml}.
 */
@EndpointDisabled(
    name = "kleroterion.openclinica.mappings",
    stringValue = "",
    disableIfMissing = true)
@Path("/openclinica/{trial}/api")
// Each method checks the gateway's own accounts itself; tokens are not accepted here.
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class RandomisationResource {
  private final Gateway gateway;
  private final RandomisationService service;

  RandomisationResource(Gateway gateway, RandomisationService service) {
    this.gateway = gateway;
    this.service = service;
  }

  // No @Consumes: their GET has the content type of a form although it has no body.
  @GET
  @Path("/randomisation")
  @Operation(hidden = true)
  public CodeView read(
      @PathParam("trial") String trial,
      @QueryParam("identifier") @Nullable String identifier,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    return new CodeView(service.code(gateway.caller(authorization), trial, identifier));
  }

  @POST
  @Path("/sites")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public Map<String, String> site(
      @PathParam("trial") String trial,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      MultivaluedMap<String, String> form) {
    service.site(gateway.caller(authorization), trial, form);
    return Map.of();
  }

  @POST
  @Path("/randomise")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public CodeView randomise(
      @PathParam("trial") String trial,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      MultivaluedMap<String, String> form) {
    return new CodeView(service.randomise(gateway.caller(authorization), trial, form));
  }
}
