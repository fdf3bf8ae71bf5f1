package org.kleroterion.allocation;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.wire.Times;

/** The form in which an allocation is answered; a {@code @BeanParam}. */
public class AllocationShape {
  private static final String FLAT = "flat";

  @QueryParam("view")
  @Parameter(
      description =
          "'flat': a JSON object without nested objects. Its members have the names of the list's"
              + " CSV columns, and every value is a string. For callers that map an answer by its"
              + " keys.",
      schema = @Schema(enumeration = FLAT))
  @Nullable String view;

  /**
   * @throws InvalidRequest if the view is unknown
   */
  void requireKnown() {
    if (view != null && !view.equals(FLAT)) {
      throw new InvalidRequest("?view", "Must be 'flat'. Leave it out for the usual form.");
    }
  }

  Answer of(AllocationView allocation) {
    return view == null ? allocation : Flat.of(allocation);
  }

  /** An allocation in one of its two forms. */
  @Schema(
      name = "AllocationAnswer",
      description = "An allocation; flat if the query has 'view=flat'.",
      oneOf = {Flat.class, AllocationView.class})
  public sealed interface Answer permits Flat, AllocationView {}

  /** An allocation as texts, named as the columns of the list in CSV. */
  @Schema(name = "FlatAllocation", description = "An allocation without nested objects.")
  record Flat(
      @Schema(examples = "WLRT-001") String subject,
      @Schema(examples = "1") String number,
      @Schema(description = "The arm's code.", examples = "WLRT") String arm,
      @Schema(examples = "Standard systemic therapy + radiotherapy") String armLabel,
      @Schema(examples = "visceral=no,metastases=1-2,receptor=positive") String stratum,
      @Schema(examples = "cams") String site,
      @Schema(format = "date-time") String time,
      @Schema(format = "uuid") String assessment,
      String allocatedBy,
      @Schema(description = "Empty if the request named no person.") String requestedBy)
      implements Answer {

    static Flat of(AllocationView view) {
      return new Flat(
          view.subject(),
          Long.toString(view.number()),
          view.arm().code(),
          view.arm().label(),
          view.stratum(),
          view.site(),
          Times.text(view.time()),
          view.assessment().toString(),
          view.allocatedBy(),
          view.requestedBy().orElse(""));
    }
  }
}
