package org.kleroterion.allocation.emergency;

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
import org.jboss.resteasy.reactive.Cache;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.allocation.AllocationView;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;
import org.kleroterion.wire.Media;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;
import org.kleroterion.wire.Paths;

/** Emergency lists over HTTP. */
@Path("/v1/trials/{trial}/emergency-lists")
@Tag(
    name = "Emergency",
    description =
        "Sealed lists of arms for times when the service is down, and the allocations from them.")
class EmergencyListResource {
  private final EmergencyListService lists;
  private final Reconciliation reconciliation;
  private final Callers callers;

  EmergencyListResource(
      EmergencyListService lists, Reconciliation reconciliation, Callers callers) {
    this.lists = lists;
    this.reconciliation = reconciliation;
    this.callers = callers;
  }

  @POST
  // A cached copy could be read without an entry in the log.
  @Cache(noStore = true)
  @RolesAllowed(Role.STATISTICIAN_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "issueEmergencyList",
      summary = "Issue an emergency list for a site",
      description =
          "Every call makes a new list with its own arms. Only this answer shows them; seal each"
              + " card in its own envelope. The trial's log records the call"
              + " (EMERGENCY_LIST_ISSUED). After the first list, the schedule can no longer change."
              + " Requires a token for all sites.")
  @APIResponse(
      responseCode = "201",
      description = "The list, with one card for each place.",
      content = @Content(schema = @Schema(implementation = EmergencyCardsView.class)))
  @Refuses({
    ProblemType.SITE_UNKNOWN,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.TRIAL_NOT_OPEN,
    ProblemType.LOG_BROKEN,
    ProblemType.TRIAL_REFUSED
  })
  @ResponseStatus(201)
  public EmergencyCardsView issue(
      @PathParam("trial") String trial, @NotNull @Valid EmergencyListRequest request) {
    return lists.issue(callers.current(), trial, request);
  }

  @GET
  @RolesAllowed({Role.STATISTICIAN_GROUP, Role.AUDITOR_GROUP, Role.MANAGER_GROUP})
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "listEmergencyLists",
      summary = "List the emergency lists of the token's sites, without their arms")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public Page<EmergencyListView> list(
      @PathParam("trial") String trial, @BeanParam PageRequest page) {
    return lists.page(callers.current(), trial, page);
  }

  @POST
  @Path("/{list}/allocations")
  @RolesAllowed(Role.MANAGER_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "recordEmergencyAllocation",
      summary = "Record an allocation that was made from an emergency list",
      description =
          "The subject must have an assessment, which may be made after the allocation. The"
              + " allocation is recorded whatever the assessment says. If it does not fit the"
              + " assessment, record a correction. A repeated request is answered 200 with the same"
              + " body.")
  @APIResponse(
      responseCode = "201",
      description = "The allocation was recorded.",
      content = @Content(schema = @Schema(implementation = AllocationView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The allocation was recorded before.",
      content = @Content(schema = @Schema(implementation = AllocationView.class)))
  @Refuses({
    ProblemType.STRATUM_UNKNOWN,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.EMERGENCY_LIST_UNKNOWN,
    ProblemType.EMERGENCY_CARD_REFUSED,
    ProblemType.SUBJECT_NOT_ASSESSED,
    ProblemType.ASSESSMENT_SUPERSEDED,
    ProblemType.SUBJECT_ALREADY_ALLOCATED,
    ProblemType.TRIAL_NOT_OPEN,
    ProblemType.LOG_BROKEN,
    ProblemType.LOG_ENDED,
    ProblemType.TRIAL_REFUSED
  })
  public RestResponse<AllocationView> record(
      @PathParam("trial") String trial,
      @PathParam("list") @Schema(minimum = "1") int list,
      @NotNull @Valid EmergencyAllocationRequest request) {
    return reconciliation
        .record(callers.current(), trial, list, request)
        .response(Paths.of("v1", "trials", trial, "allocations", request.subject()));
  }
}
