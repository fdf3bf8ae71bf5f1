package org.kleroterion.gateway.fhir;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;

/** Trials, for the same roles as in {@code /v1}. */
@Path(Fhir.PATH + "/ResearchStudy")
@RolesAllowed({
  Role.ENROLLER_GROUP,
  Role.EDC_GROUP,
  Role.AUDITOR_GROUP,
  Role.STATISTICIAN_GROUP,
  Role.MANAGER_GROUP
})
@Produces({Fhir.JSON, MediaType.APPLICATION_JSON})
class StudyResource {
  private final StudyService service;
  private final Callers callers;

  StudyResource(StudyService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @GET
  @Operation(hidden = true)
  public String search(@Context UriInfo uri) {
    return service.search(callers.current(), uri);
  }

  @GET
  @Path("/{id}")
  @Operation(hidden = true)
  public String read(@PathParam("id") String id, @Context UriInfo uri) {
    Query.none(uri);
    return service.read(callers.current(), id);
  }
}
