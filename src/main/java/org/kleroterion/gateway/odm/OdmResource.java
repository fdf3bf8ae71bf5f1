package org.kleroterion.gateway.odm;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;

/** The export of a trial as ODM, over HTTP. */
@Path("/v1/trials/{trial}/export/odm")
@Tag(name = "Log")
class OdmResource {
  private final OdmService service;
  private final Callers callers;

  OdmResource(OdmService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @GET
  // Reading a copy from a cache would leave no entry in the log.
  @Cache(noStore = true)
  @RolesAllowed(Role.AUDITOR_GROUP)
  @Produces(MediaType.APPLICATION_XML)
  @Operation(
      operationId = "exportOdm",
      summary = "Export the trial as CDISC ODM 1.3.2",
      description =
          "For import into an EDC and for archives. The document has every registered version of"
              + " the protocol as study metadata, and every assessment, allocation and correction"
              + " with its audit record, all at one size of the log. It unblinds: it has every"
              + " subject's arm. The token must reach every site. The export is itself an entry in"
              + " the log (LOG_EXPORTED).")
  @APIResponse(
      responseCode = "200",
      description = "The export. If the transfer is cut off, the XML is not well-formed.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_XML,
              schema = @Schema(type = SchemaType.STRING)))
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED, ProblemType.LOG_BROKEN})
  public RestResponse<StreamingOutput> export(@PathParam("trial") String trial) {
    return ResponseBuilder.ok(service.export(callers.current(), trial))
        .header("Content-Disposition", "attachment; filename=\"" + trial + "-odm.xml\"")
        .build();
  }
}
