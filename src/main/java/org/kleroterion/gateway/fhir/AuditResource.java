package org.kleroterion.gateway.fhir;

import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;

/** The entries of the log as {@code AuditEvent}s, for auditors. */
@EndpointDisabled(name = Fhir.SETTING, stringValue = "", disableIfMissing = true)
@Path(Fhir.PATH + "/AuditEvent")
@RolesAllowed(Role.AUDITOR_GROUP)
@Produces({Fhir.JSON, MediaType.APPLICATION_JSON})
class AuditResource {
  private final AuditService service;
  private final Callers callers;

  AuditResource(AuditService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @GET
  @Operation(hidden = true)
  public String search(@Context UriInfo uri) {
    return service.search(callers.current(), uri, new MultivaluedHashMap<>());
  }

  @POST
  @Path("/_search")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public String search(@Context UriInfo uri, MultivaluedMap<String, String> form) {
    return service.search(callers.current(), uri, form);
  }

  @GET
  @Path("/{id}")
  @Operation(hidden = true)
  public String read(@PathParam("id") String id, @Context UriInfo uri) {
    Query.none(uri);
    return service.read(callers.current(), id);
  }
}
