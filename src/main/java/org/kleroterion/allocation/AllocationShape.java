package org.kleroterion.allocation;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;

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

  Object of(AllocationView allocation) {
    return view == null ? allocation : AllocationView.COLUMNS.flat(allocation);
  }
}
