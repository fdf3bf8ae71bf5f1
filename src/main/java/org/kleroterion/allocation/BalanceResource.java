package org.kleroterion.allocation;

import jakarta.annotation.security.RolesAllowed;
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

/** The balance over HTTP. */
@Path("/v1/trials/{trial}/balance")
@Tag(name = "Unblinded")
class BalanceResource {
  private final BalanceService balance;
  private final Callers callers;

  BalanceResource(BalanceService balance, Callers callers) {
    this.balance = balance;
    this.callers = callers;
  }

  @GET
  // A copy in a cache would be read without a trace.
  @Cache(noStore = true)
  @RolesAllowed(Role.STATISTICIAN_GROUP)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "readBalance",
      summary = "Count the allocations by arm, stratum and site",
      description =
          "As randomized. Who reads it is recorded in the trial's log (BALANCE_READ). The token must"
              + " reach every site.")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public BalanceView read(@PathParam("trial") String trial) {
    return balance.read(callers.current(), trial);
  }
}
