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

/** Selects the allocations that a list shows; a {@code @BeanParam}. */
public class AllocationFilter {
  @QueryParam("subject")
  @Parameter(description = "Only the allocation of this subject.")
  @Nullable String subject;

  @QueryParam("site")
  @Parameter(description = "Only allocations of this site.")
  @Nullable String site;

  @QueryParam("stratum")
  @Parameter(description = "Only allocations randomized in this stratum.")
  @Nullable String stratum;

  @QueryParam("arm")
  @Parameter(description = "Only allocations to this arm. Requires the role auditor.")
  @Nullable String arm;

  @QueryParam("from")
  @Parameter(
      description = "Only allocations made at this time or later.",
      schema = @Schema(format = "date-time"))
  @Nullable String from;

  @QueryParam("to")
  @Parameter(
      description = "Only allocations made before this time.",
      schema = @Schema(format = "date-time"))
  @Nullable String to;

  /**
   * @throws ArmFilterForbidden if the caller filters by arm and is not an auditor: counts by arm
   *     would help an enroller to predict the next arm
   * @throws InvalidRequest if {@code from} or {@code to} is not a time, or another value is blank
   */
  Conditions conditions(Caller caller) {
    if (arm != null && !caller.has(Role.AUDITOR)) {
      throw new ArmFilterForbidden();
    }
    return new Conditions()
        .andIf("subject = :subject", "subject", Optional.ofNullable(subject))
        .andIf("site = :site", "site", Optional.ofNullable(site))
        // May be blank: it is the only stratum of a trial without factors.
        .andIf("stratum = :stratum", "stratum", Optional.ofNullable(stratum))
        .andIf("arm = :arm", "arm", Optional.ofNullable(arm))
        .andIf("allocatedAt >= :from", "from", Times.parameter("?from", from))
        .andIf("allocatedAt < :to", "to", Times.parameter("?to", to));
  }

  /** Only an auditor may filter by arm. */
  static final class ArmFilterForbidden extends Refusal {
    ArmFilterForbidden() {
      super(ProblemType.FORBIDDEN, "Only an auditor may filter by arm. Leave 'arm' out.");
    }
  }
}
