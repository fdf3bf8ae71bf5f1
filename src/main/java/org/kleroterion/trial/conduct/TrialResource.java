package org.kleroterion.trial.conduct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.ScreeningSchema;
import org.kleroterion.wire.Media;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** The endpoints of trials: list, definition, screening schema, status and sites. */
@Path("/v1/trials")
@Tag(name = "Trials", description = "The trials of this service, and their management.")
@RolesAllowed({
  Role.ENROLLER_GROUP,
  Role.EDC_GROUP,
  Role.AUDITOR_GROUP,
  Role.STATISTICIAN_GROUP,
  Role.MANAGER_GROUP
})
class TrialResource {
  private final Trials trials;
  private final TrialService service;
  private final Callers callers;

  TrialResource(Trials trials, TrialService service, Callers callers) {
    this.trials = trials;
    this.service = service;
    this.callers = callers;
  }

  @GET
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(operationId = "listTrials", summary = "List the trials that the token reaches")
  public Page<TrialView> list(@BeanParam PageRequest page) {
    return service.list(callers.current(), page);
  }

  @GET
  @Path("/{trial}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "readTrial",
      summary = "Read a trial's public definition",
      description =
          "Arms, factors, data dictionary, criteria, sites, and the commitment to the trial's key.")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public TrialDefinition read(@PathParam("trial") String trial) {
    return service.definition(callers.current(), trial);
  }

  @GET
  @Path("/{trial}/screening-schema")
  @Produces(Media.SCHEMA)
  @Operation(
      operationId = "readScreeningSchema",
      summary = "Read the data dictionary as JSON Schema 2020-12",
      description = "The schema of 'screening' in an assessment of this trial.")
  @APIResponse(
      responseCode = "200",
      description = "A JSON Schema.",
      content =
          @Content(
              schema =
                  @Schema(
                      type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)))
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public ObjectNode screeningSchema(@PathParam("trial") String trial) {
    return ScreeningSchema.of(trials.require(callers.current(), trial).protocol());
  }

  @POST
  @Path("/{trial}/status")
  @RolesAllowed(Role.MANAGER_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changeStatus",
      summary = "Open, pause or close a trial",
      description = "CLOSED is final. A request for the current status changes nothing.")
  @Refuses({
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.STATUS_CHANGE_REFUSED,
    ProblemType.LOG_BROKEN,
    ProblemType.TRIAL_REFUSED
  })
  public StatusView changeStatus(
      @PathParam("trial") String trial, @NotNull @Valid StatusRequest request) {
    return service.changeStatus(callers.current(), trial, request);
  }

  @POST
  @Path("/{trial}/sites")
  @RolesAllowed(Role.MANAGER_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "addSite",
      summary = "Add a site that may enrol",
      description = "Answers 200 if the trial already has exactly this site.")
  @APIResponse(
      responseCode = "201",
      description = "The site was added.",
      content = @Content(schema = @Schema(implementation = SiteView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The trial already had exactly this site.",
      content = @Content(schema = @Schema(implementation = SiteView.class)))
  @Refuses({
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.SITE_OUT_OF_REACH,
    ProblemType.SITE_ALREADY_KNOWN,
    ProblemType.LOG_BROKEN,
    ProblemType.TRIAL_REFUSED
  })
  public RestResponse<SiteView> addSite(
      @PathParam("trial") String trial, @NotNull @Valid SiteRequest request) {
    return service.addSite(callers.current(), trial, request).response();
  }
}
