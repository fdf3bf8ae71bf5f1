package org.kleroterion.trial.conduct;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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

/** The endpoint that begins a new log for a trial whose log is broken. */
@Path("/v1/trials/{trial}/log/restart")
@Tag(name = "Log")
class LogRestartResource {
  private final LogRestart restart;
  private final Callers callers;

  LogRestartResource(LogRestart restart, Callers callers) {
    this.restart = restart;
    this.callers = callers;
  }

  @POST
  @RolesAllowed(Role.MANAGER_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "restartLog",
      summary = "Begin a new log for a trial whose log is broken",
      description =
          "The last resort, for a log that cannot be restored. The first entry of the new log"
              + " quotes the last known checkpoint of the broken log and the reason. Recorded"
              + " allocations are carried over. Subjects that are not allocated yet must be"
              + " assessed again.")
  @APIResponse(
      responseCode = "201",
      description = "A new log has begun, and the trial continues.",
      content = @Content(schema = @Schema(implementation = LogRestartView.class)))
  @Refuses({
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.RESTART_REFUSED,
    ProblemType.CARRY_OVER_REFUSED,
    ProblemType.TRIAL_REFUSED
  })
  public RestResponse<LogRestartView> restart(
      @PathParam("trial") String trial, @NotNull @Valid LogRestartRequest request) {
    return RestResponse.status(
        RestResponse.Status.CREATED, restart.restart(callers.current(), trial, request));
  }
}
