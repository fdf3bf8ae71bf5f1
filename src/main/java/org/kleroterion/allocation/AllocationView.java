package org.kleroterion.allocation;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.log.signing.Receipt;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.wire.Columns;

/** An allocation on the wire. A repeated request gets the same body. */
@Schema(name = "Allocation")
public record AllocationView(
    @Schema(examples = "WLRT-001") String subject,
    @Schema(description = "1-based number in the trial, without gaps.", examples = "1") long number,
    ArmView arm,
    @Schema(
            description =
                "The stratum as randomized; corrections never change it. For an emergency list:"
                    + " 'emergency=<list>,' followed by the trial's stratum.",
            examples = "visceral=no,metastases=1-2,receptor=positive")
        String stratum,
    @Schema(examples = "cams") String site,
    Instant time,
    @Schema(description = "The id of the assessment that the allocation is based on.")
        UUID assessment,
    @Schema(description = "The caller's 'sub'.") String allocatedBy,
    Optional<String> requestedBy,
    @Schema(
            description =
                "The exact bytes of the entry in the log. Absent in lists, and if the log cannot be"
                    + " signed.")
        Optional<String> entry,
    @Schema(
            description =
                "The receipt, a C2SP tlog-proof@v1: it proves that the entry is in the log. Store"
                    + " it with the entry.")
        Optional<String> receipt)
    implements AllocationShape.Answer {

  static final Columns<AllocationView> COLUMNS =
      new Columns<AllocationView>()
          .with("subject", AllocationView::subject)
          .with("number", AllocationView::number)
          .with("arm", view -> view.arm().code())
          .with("armLabel", view -> view.arm().label())
          .with("stratum", AllocationView::stratum)
          .with("site", AllocationView::site)
          .with("time", AllocationView::time)
          .with("assessment", AllocationView::assessment)
          .with("allocatedBy", AllocationView::allocatedBy)
          .with("requestedBy", AllocationView::requestedBy);

  /** An arm, with the label that it had at the allocation. */
  @Schema(name = "Arm")
  public record ArmView(
      @Schema(examples = "WLRT") String code,
      @Schema(examples = "Standard systemic therapy + radiotherapy") String label) {

    public static ArmView of(Protocol protocol, String code) {
      return new ArmView(code, protocol.arm(code).orElseThrow().label());
    }
  }

  /**
   * @param protocol the version that was in force at the allocation: an amendment that changes a
   *     label must not change the answer
   */
  public static AllocationView of(Allocation allocation, Protocol protocol) {
    return new AllocationView(
        allocation.subject,
        allocation.number,
        ArmView.of(protocol, allocation.arm),
        allocation.stratum,
        allocation.site,
        allocation.allocatedAt,
        allocation.assessment,
        allocation.allocatedBy,
        Optional.ofNullable(allocation.requestedBy),
        Optional.empty(),
        Optional.empty());
  }

  AllocationView with(Receipt receipt) {
    return new AllocationView(
        subject,
        number,
        arm,
        stratum,
        site,
        time,
        assessment,
        allocatedBy,
        requestedBy,
        Optional.of(receipt.entry()),
        Optional.of(receipt.proof()));
  }
}
