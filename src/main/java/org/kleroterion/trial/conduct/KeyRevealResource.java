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

/** The endpoint that reveals the key of a closed trial. */
@Path("/v1/trials/{trial}/key-reveal")
@Tag(name = "Trials")
class KeyRevealResource {
  private final KeyReveal reveal;
  private final Callers callers;

  KeyRevealResource(KeyReveal reveal, Callers callers) {
    this.reveal = reveal;
    this.callers = callers;
  }

  @POST
  @RolesAllowed(Role.MANAGER_GROUP)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "revealKey",
      summary = "Reveal the key of a closed trial",
      description =
          "Publishes the key in the trial's public definition, so that everyone who can read it can"
              + " recompute every arm. This cannot be undone.")
  @APIResponse(
      responseCode = "201",
      description = "The key is revealed.",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The key was already revealed.",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @Refuses({
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.TRIAL_NOT_CLOSED,
    ProblemType.LOG_BROKEN,
    ProblemType.TRIAL_REFUSED
  })
  public RestResponse<KeyView> reveal(
      @PathParam("trial") String trial, @NotNull @Valid KeyRevealRequest request) {
    return reveal.reveal(callers.current(), trial, request).response();
  }
}
