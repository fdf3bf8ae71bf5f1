package org.kleroterion.log.export;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
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

/** The export of a log over HTTP. */
@Path("/v1/trials/{trial}/log/export")
@Tag(name = "Log")
class ExportResource {
  private final ExportService service;
  private final Callers callers;

  ExportResource(ExportService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @GET
  @RolesAllowed(Role.AUDITOR_GROUP)
  @Produces(Media.ZIP)
  @Operation(
      operationId = "exportLog",
      summary = "Export the whole log with its proofs",
      description =
          "A zip that can be checked without this service. It holds every entry, the tree, the"
              + " protocol's versions, the allocations and the checkpoints. Its README.md says how"
              + " to check it. The export itself is recorded as an entry.")
  @APIResponse(
      responseCode = "200",
      description = "The export.",
      content =
          @Content(
              mediaType = Media.ZIP,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.LOG_BROKEN})
  public RestResponse<StreamingOutput> export(@PathParam("trial") String trial) {
    return ResponseBuilder.ok(service.export(callers.current(), trial))
        .header("Content-Disposition", "attachment; filename=\"" + trial + "-log.zip\"")
        .build();
  }
}
