package org.kleroterion.allocation;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;

/** How one allocation is answered; a {@code @BeanParam}. */
public class AllocationShape {
  private static final String FLAT = "flat";

  @QueryParam("view")
  @Parameter(
      description =
          "'flat': one JSON object of texts alone, with the names of the list's CSV columns, for"
              + " callers that map an answer by its keys.",
      schema = @Schema(enumeration = FLAT))
  @Nullable String view;

  /**
   * @throws InvalidRequest if there is no such view
   */
  void requireKnown() {
    if (view != null && !view.equals(FLAT)) {
      throw new InvalidRequest("?view", "Must be 'flat', or not be there.");
    }
  }

  Object of(AllocationView allocation) {
    return view == null ? allocation : AllocationView.COLUMNS.flat(allocation);
  }
}
