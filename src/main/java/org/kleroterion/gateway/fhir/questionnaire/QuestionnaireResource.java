package org.kleroterion.gateway.fhir.questionnaire;

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
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.gateway.fhir.Fhir;
import org.kleroterion.gateway.fhir.Query;

/** The screening form. {@code $evaluate} records an assessment like {@code POST …/assessments}. */
@EndpointDisabled(name = Fhir.SETTING, stringValue = "", disableIfMissing = true)
@Path(Fhir.PATH + "/Questionnaire/{id}")
@RolesAllowed({
  Role.ENROLLER_GROUP,
  Role.EDC_GROUP,
  Role.AUDITOR_GROUP,
  Role.STATISTICIAN_GROUP,
  Role.MANAGER_GROUP
})
@Produces({Fhir.JSON, MediaType.APPLICATION_JSON})
class QuestionnaireResource {
  private final QuestionnaireService service;
  private final Callers callers;

  QuestionnaireResource(QuestionnaireService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @GET
  @Operation(hidden = true)
  public String read(@PathParam("id") String id, @Context UriInfo uri) {
    Query.none(uri);
    return service.read(callers.current(), id);
  }

  @POST
  // Some clients encode the dollar sign.
  @Path("/{operation: (\\$|%24)evaluate}")
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP})
  @Consumes({Fhir.JSON, MediaType.APPLICATION_JSON})
  @Operation(hidden = true)
  public String evaluate(@PathParam("id") String id, @Context UriInfo uri, String body) {
    Query.none(uri);
    return service.evaluate(callers.current(), id, body);
  }
}
