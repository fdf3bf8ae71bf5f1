package org.kleroterion.allocation;

import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Role;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Conditions;
import org.kleroterion.wire.Times;

/** Which allocations of a trial are listed; a {@code @BeanParam}. */
public class AllocationFilter {
  @QueryParam("site")
  @Parameter(description = "Only this site's.")
  @Nullable String site;

  @QueryParam("stratum")
  @Parameter(description = "Only those randomized in this stratum.")
  @Nullable String stratum;

  @QueryParam("arm")
  @Parameter(description = "Only this arm's; for auditors.")
  @Nullable String arm;

  @QueryParam("from")
  @Parameter(description = "Allocated then or later.", schema = @Schema(format = "date-time"))
  @Nullable String from;

  @QueryParam("to")
  @Parameter(description = "Allocated before then.", schema = @Schema(format = "date-time"))
  @Nullable String to;

  /**
   * @throws ArmFilterForbidden if the caller enrols: counts by arm would help to predict
   * @throws InvalidRequest if a time is none
   */
  Conditions conditions(Caller caller) {
    if (arm != null && !caller.has(Role.AUDITOR)) {
      throw new ArmFilterForbidden();
    }
    return new Conditions()
        .andIf("site = :site", "site", Optional.ofNullable(site))
        .andIf("stratum = :stratum", "stratum", Optional.ofNullable(stratum))
        .andIf("arm = :arm", "arm", Optional.ofNullable(arm))
        .andIf("allocatedAt >= :from", "from", Times.parameter("?from", from))
        .andIf("allocatedAt < :to", "to", Times.parameter("?to", to));
  }

  /** Who enrols may not count by arm. */
  static final class ArmFilterForbidden extends Refusal {
    ArmFilterForbidden() {
      super(ProblemType.FORBIDDEN, "Only an auditor may list by arm.");
    }
  }
}
