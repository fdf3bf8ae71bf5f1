package org.kleroterion.allocation.correction;

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
import org.kleroterion.wire.Media;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Corrections over HTTP. */
@Path("/v1/trials/{trial}/allocations/{subject}/corrections")
@Tag(name = "Allocation")
class CorrectionResource {
  private final CorrectionService service;
  private final Callers callers;

  CorrectionResource(CorrectionService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @POST
  @RolesAllowed(Role.MANAGER_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "correctAllocation",
      summary = "Record an error in an allocation",
      description =
          "Adds a correction. The arm, the slot and the stratum as randomized do not change. After"
              + " RANDOMIZED_IN_ERROR, no further correction is possible.")
  @APIResponse(
      responseCode = "201",
      description = "The correction was recorded.",
      content = @Content(schema = @Schema(implementation = CorrectionView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The subject's last correction is the same as this one.",
      content = @Content(schema = @Schema(implementation = CorrectionView.class)))
  @Refuses({
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.ALLOCATION_UNKNOWN,
    ProblemType.CORRECTION_REFUSED,
    ProblemType.LOG_BROKEN,
    ProblemType.TRIAL_REFUSED
  })
  public RestResponse<CorrectionView> correct(
      @PathParam("trial") String trial,
      @PathParam("subject") String subject,
      @NotNull @Valid CorrectionRequest request) {
    return service.correct(callers.current(), trial, subject, request).response();
  }

  @GET
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP, Role.AUDITOR_GROUP, Role.MANAGER_GROUP})
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "listCorrections",
      summary = "List the corrections of a subject's allocation")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.ALLOCATION_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public Page<CorrectionView> list(
      @PathParam("trial") String trial,
      @PathParam("subject") String subject,
      @BeanParam PageRequest page) {
    return service.page(callers.current(), trial, subject, page);
  }
}
