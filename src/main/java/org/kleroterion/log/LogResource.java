package org.kleroterion.log;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;
import org.kleroterion.wire.Media;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** The log over HTTP. */
@Path("/v1/trials/{trial}/log")
@Tag(name = "Log", description = "Everything that happened in a trial, in order.")
class LogResource {
  private final LogReadingService log;
  private final Callers callers;

  LogResource(LogReadingService log, Callers callers) {
    this.log = log;
    this.callers = callers;
  }

  @GET
  @RolesAllowed(Role.AUDITOR_GROUP)
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "readLog",
      summary = "Read the trial's log",
      description =
          "Entries in the order in which they happened. A token limited to sites sees the entries of"
              + " these sites only.")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN})
  public Page<EntryView> page(@PathParam("trial") String trial, @BeanParam PageRequest page) {
    return log.page(callers.current(), trial, page);
  }
}
