package org.kleroterion.allocation;

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
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
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
        "Sealed lists for the hours in which the service is down, and what was used of them.")
class EmergencyListResource {
  private final EmergencyListService lists;
  private final AllocationService allocations;
  private final Callers callers;

  EmergencyListResource(
      EmergencyListService lists, AllocationService allocations, Callers callers) {
    this.lists = lists;
    this.allocations = allocations;
    this.callers = callers;
  }

  @POST
  // A copy in a cache would be read without a trace.
  @Cache(noStore = true)
  @RolesAllowed(Role.STATISTICIAN_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "issueEmergencyList",
      summary = "Issue an emergency list for a site",
      description =
          "Every call makes a new list with arms of its own, shown in this answer and never again, to"
              + " be sealed card by card. Recorded in the trial's log (EMERGENCY_LIST_ISSUED). From"
              + " the first list on the schedule is fixed. The token must reach every site.")
  @APIResponse(
      responseCode = "201",
      description = "The list, a card for each place.",
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
      summary = "List the emergency lists within reach, without their arms")
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
          "For a subject that was assessed, afterwards if need be. It is recorded whatever the"
              + " assessment says: what does not fit is then corrected, like any allocation. A"
              + " repeat answers 200 with the same body.")
  @APIResponse(
      responseCode = "201",
      description = "The allocation was recorded.",
      content = @Content(schema = @Schema(implementation = AllocationView.class)))
  @APIResponse(
      responseCode = "200",
      description = "It had been recorded.",
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
    AllocationService.Allocated answer =
        allocations.reconcile(callers.current(), trial, list, request);
    return ResponseBuilder.ok(answer.allocation())
        .status(answer.now() ? RestResponse.Status.CREATED : RestResponse.Status.OK)
        .header(
            "Location",
            Paths.of("v1", "trials", trial, "allocations", answer.allocation().subject()))
        .build();
  }
}
