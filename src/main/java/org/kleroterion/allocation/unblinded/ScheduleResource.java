package org.kleroterion.allocation.unblinded;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;
import org.kleroterion.wire.Media;

/** The schedule over HTTP. */
@Path("/v1/trials/{trial}/schedule")
@Tag(
    name = "Unblinded",
    description = "For the unblinded statistician only. The trial's log records every read.")
class ScheduleResource {
  private final ScheduleService schedule;
  private final Callers callers;

  ScheduleResource(ScheduleService schedule, Callers callers) {
    this.schedule = schedule;
    this.callers = callers;
  }

  @GET
  // A cached copy could be read without an entry in the log.
  @Cache(noStore = true)
  @RolesAllowed(Role.STATISTICIAN_GROUP)
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "readSchedule",
      summary = "Read the slots of a stratum, issued or not",
      description =
          "The trial's log records every read, the reader and the slots (SCHEDULE_READ). Requires a"
              + " token for all sites.")
  @Refuses({
    ProblemType.INVALID_REQUEST,
    ProblemType.STRATUM_UNKNOWN,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.LOG_BROKEN,
    ProblemType.TRIAL_REFUSED
  })
  public ScheduleView read(@PathParam("trial") String trial, @BeanParam ScheduleRequest request) {
    return schedule.read(callers.current(), trial, request);
  }
}
