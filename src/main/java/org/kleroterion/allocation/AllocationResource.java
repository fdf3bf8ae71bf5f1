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

/** Allocations over HTTP. */
@Path("/v1/trials/{trial}/allocations")
@Tag(name = "Allocation", description = "One arm for each subject, once and for all.")
class AllocationResource {
  private final AllocationService service;
  private final Callers callers;

  AllocationResource(AllocationService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @POST
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP})
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "allocate",
      summary = "Allocate a subject",
      description =
          "Gives an eligible subject the next arm of its stratum. Any repeat answers 200 with the same"
              + " body, so a request whose answer was lost is simply sent again.")
  @APIResponse(
      responseCode = "201",
      description = "The subject was allocated.",
      content = @Content(schema = @Schema(implementation = AllocationView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The subject had been allocated; this is its allocation.",
      content = @Content(schema = @Schema(implementation = AllocationView.class)))
  @Refuses({
    ProblemType.SITE_UNKNOWN,
    ProblemType.SITE_OUT_OF_REACH,
    ProblemType.SUBJECT_OUT_OF_REACH,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.ASSESSMENT_UNKNOWN,
    ProblemType.SUBJECT_NOT_ASSESSED,
    ProblemType.SUBJECT_NOT_ELIGIBLE,
    ProblemType.SCREENING_INCOMPLETE,
    ProblemType.ASSESSMENT_EXPIRED,
    ProblemType.ASSESSMENT_SUPERSEDED,
    ProblemType.ASSESSMENT_OF_OTHER_SUBJECT,
    ProblemType.SUBJECT_ALREADY_ALLOCATED,
    ProblemType.TRIAL_NOT_OPEN,
    ProblemType.TARGET_REACHED,
    ProblemType.LOG_BROKEN,
    ProblemType.LOG_ENDED,
    ProblemType.TRIAL_REFUSED
  })
  public RestResponse<Object> allocate(
      @PathParam("trial") String trial,
      @BeanParam AllocationShape shape,
      @NotNull @Valid AllocationRequest request) {
    shape.requireKnown();
    AllocationService.Allocated answer = service.allocate(callers.current(), trial, request);
    return ResponseBuilder.ok(shape.of(answer.allocation()))
        .status(answer.now() ? RestResponse.Status.CREATED : RestResponse.Status.OK)
        .header(
            "Location",
            Paths.of("v1", "trials", trial, "allocations", answer.allocation().subject()))
        .build();
  }

  @GET
  @Path("/{subject}")
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP, Role.AUDITOR_GROUP})
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "readAllocation", summary = "Read a subject's allocation")
  @APIResponse(
      responseCode = "200",
      description = "OK",
      content = @Content(schema = @Schema(implementation = AllocationView.class)))
  @Refuses({
    ProblemType.INVALID_REQUEST,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.ALLOCATION_UNKNOWN,
    ProblemType.TRIAL_REFUSED
  })
  public Object read(
      @PathParam("trial") String trial,
      @PathParam("subject") String subject,
      @BeanParam AllocationShape shape) {
    shape.requireKnown();
    return shape.of(service.read(callers.current(), trial, subject));
  }

  @GET
  @Path("/{subject}/receipt")
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP, Role.AUDITOR_GROUP})
  @Produces(Media.TEXT)
  @Operation(
      operationId = "readReceipt",
      summary = "Read the receipt of a subject's allocation",
      description =
          "A C2SP tlog-proof@v1, to be stored as .tlog-proof: the allocation's own, or one with the"
              + " checkpoint of a later tree where witnesses have cosigned one.")
  @Refuses({
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.ALLOCATION_UNKNOWN,
    ProblemType.TRIAL_REFUSED,
    ProblemType.LOG_BROKEN,
    ProblemType.LOG_ENDED
  })
  public String receipt(@PathParam("trial") String trial, @PathParam("subject") String subject) {
    return service.receipt(callers.current(), trial, subject);
  }

  @GET
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP, Role.AUDITOR_GROUP})
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "listAllocations",
      summary = "List the allocations within reach",
      description = "In the order in which they were issued.")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public Page<AllocationView> list(
      @PathParam("trial") String trial,
      @BeanParam AllocationFilter filter,
      @BeanParam PageRequest page) {
    return service.page(callers.current(), trial, filter, page);
  }
}
