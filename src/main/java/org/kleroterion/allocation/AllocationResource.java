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
@Tag(name = "Allocation", description = "Each subject gets one arm, which never changes.")
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
          "Gives an eligible subject the next arm of its stratum. A repeated request is answered"
              + " 200 with the same body. If you did not get an answer, send the request again.")
  @APIResponse(
      responseCode = "201",
      description = "The subject was allocated.",
      content = @Content(schema = @Schema(implementation = AllocationShape.Answer.class)))
  @APIResponse(
      responseCode = "200",
      description = "The subject was allocated before. The body is that allocation.",
      content = @Content(schema = @Schema(implementation = AllocationShape.Answer.class)))
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
  public RestResponse<AllocationShape.Answer> allocate(
      @PathParam("trial") String trial,
      @BeanParam AllocationShape shape,
      @NotNull @Valid AllocationRequest request) {
    shape.requireKnown();
    return service
        .allocate(callers.current(), trial, request)
        .<AllocationShape.Answer>map(shape::of)
        .response(Paths.of("v1", "trials", trial, "allocations", request.subject()));
  }

  @GET
  @Path("/{subject}")
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP, Role.AUDITOR_GROUP})
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "readAllocation", summary = "Read a subject's allocation")
  @APIResponse(
      responseCode = "200",
      description = "OK",
      content = @Content(schema = @Schema(implementation = AllocationShape.Answer.class)))
  @Refuses({
    ProblemType.INVALID_REQUEST,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.ALLOCATION_UNKNOWN,
    ProblemType.TRIAL_REFUSED
  })
  public AllocationShape.Answer read(
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
          "A C2SP tlog-proof@v1; store it in a file with the extension .tlog-proof. If witnesses"
              + " have cosigned a checkpoint that covers the allocation, the receipt has this"
              + " checkpoint.")
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
      summary = "List the allocations of the token's sites",
      description = "In the order in which they were issued.")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public Page<AllocationView> list(
      @PathParam("trial") String trial,
      @BeanParam AllocationFilter filter,
      @BeanParam PageRequest page) {
    return service.page(callers.current(), trial, filter, page);
  }
}
