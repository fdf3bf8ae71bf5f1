package org.kleroterion.allocation;

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
    description = "What the unblinded statistician alone sees; every read is in the trial's log.")
class ScheduleResource {
  private final ScheduleService schedule;
  private final Callers callers;

  ScheduleResource(ScheduleService schedule, Callers callers) {
    this.schedule = schedule;
    this.callers = callers;
  }

  @GET
  // A copy in a cache would be read without a trace.
  @Cache(noStore = true)
  @RolesAllowed(Role.STATISTICIAN_GROUP)
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "readSchedule",
      summary = "Read the slots of a stratum, issued or to come",
      description =
          "Who reads what is recorded in the trial's log (SCHEDULE_READ). The token must reach every"
              + " site.")
  @Refuses({
    ProblemType.INVALID_REQUEST,
    ProblemType.STRATUM_UNKNOWN,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.TRIAL_REFUSED
  })
  public ScheduleView read(@PathParam("trial") String trial, @BeanParam ScheduleRequest request) {
    return schedule.read(callers.current(), trial, request);
  }
}
