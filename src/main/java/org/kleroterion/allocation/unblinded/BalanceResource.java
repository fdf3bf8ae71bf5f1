package org.kleroterion.allocation.unblinded;

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
  // A cached copy could be read without an entry in the log.
  @Cache(noStore = true)
  @RolesAllowed(Role.STATISTICIAN_GROUP)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "readBalance",
      summary = "Count the allocations by arm, stratum and site",
      description =
          "The arms and strata are those at randomization. The trial's log records every read and"
              + " the reader (BALANCE_READ). Requires a token for all sites.")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.LOG_BROKEN, ProblemType.TRIAL_REFUSED})
  public BalanceView read(@PathParam("trial") String trial) {
    return balance.read(callers.current(), trial);
  }
}
