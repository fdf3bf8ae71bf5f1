package org.kleroterion.gateway.fhir;

import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The capability statement and the operation definition. They need no token. */
@EndpointDisabled(name = Fhir.SETTING, stringValue = "", disableIfMissing = true)
@Path(Fhir.PATH)
@PermitAll
@Produces({Fhir.JSON, MediaType.APPLICATION_JSON})
class MetadataResource {
  private final Capabilities capabilities;

  MetadataResource(Capabilities capabilities) {
    this.capabilities = capabilities;
  }

  @GET
  @Path("/metadata")
  @Operation(hidden = true)
  public String metadata(@Context UriInfo uri) {
    Query.none(uri);
    return capabilities.statement(uri);
  }

  @GET
  @Path("/OperationDefinition/{id}")
  @Operation(hidden = true)
  public String operation(@PathParam("id") String id, @Context UriInfo uri) {
    Query.none(uri);
    if (!id.equals(Capabilities.EVALUATE)) {
      throw new NotFoundException();
    }
    return capabilities.evaluate();
  }
}
