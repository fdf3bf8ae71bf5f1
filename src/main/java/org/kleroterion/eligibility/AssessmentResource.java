package org.kleroterion.eligibility;

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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;
import org.kleroterion.wire.Created;
import org.kleroterion.wire.Media;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;
import org.kleroterion.wire.Paths;

/** Eligibility over HTTP. */
@Path("/v1/trials/{trial}/assessments")
@Tag(name = "Eligibility", description = "Assess a screening, criterion by criterion.")
class AssessmentResource {
  private final AssessmentService service;
  private final Callers callers;

  AssessmentResource(AssessmentService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @POST
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP})
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "assess",
      summary = "Assess a subject's eligibility",
      description =
          "Checks every criterion and records the verdict. An ineligible subject is a result, not"
              + " an error. If the same screening is sent again, the answer is 200 with the same"
              + " assessment.")
  @APIResponse(
      responseCode = "201",
      description = "The verdict was recorded.",
      content = @Content(schema = @Schema(implementation = AssessmentView.class)))
  @APIResponse(
      responseCode = "200",
      description =
          "The subject's latest assessment has the same screening. The body is that assessment.",
      content = @Content(schema = @Schema(implementation = AssessmentView.class)))
  @Refuses({
    ProblemType.SITE_UNKNOWN,
    ProblemType.SITE_OUT_OF_REACH,
    ProblemType.SUBJECT_OUT_OF_REACH,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.TRIAL_NOT_OPEN,
    ProblemType.LOG_BROKEN,
    ProblemType.LOG_ENDED,
    ProblemType.TRIAL_REFUSED
  })
  public RestResponse<AssessmentView> assess(
      @PathParam("trial") String trial, @NotNull @Valid AssessmentRequest request) {
    Created<AssessmentView> assessed = service.assess(callers.current(), trial, request);
    return assessed.response(
        Paths.of("v1", "trials", trial, "assessments", assessed.view().id().toString()));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP, Role.AUDITOR_GROUP})
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "readAssessment", summary = "Read one assessment")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.ASSESSMENT_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public AssessmentView read(@PathParam("trial") String trial, @PathParam("id") UUID id) {
    return service.read(callers.current(), trial, id);
  }

  @GET
  @RolesAllowed({Role.ENROLLER_GROUP, Role.EDC_GROUP, Role.AUDITOR_GROUP})
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "listAssessments",
      summary = "List the assessments of one subject, or of the token's sites",
      description = "In the order in which they were recorded. A subject's last assessment counts.")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public Page<AssessmentView> list(
      @PathParam("trial") String trial,
      @QueryParam("subject") @Parameter(description = "Only assessments of this subject.")
          @Nullable String subject,
      @BeanParam PageRequest page) {
    return service.page(callers.current(), trial, Optional.ofNullable(subject), page);
  }
}
