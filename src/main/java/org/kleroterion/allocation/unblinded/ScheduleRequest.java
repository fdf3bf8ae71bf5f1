package org.kleroterion.allocation.unblinded;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;

/** Selects slots of the schedule; a {@code @BeanParam}. */
public class ScheduleRequest {
  /** The largest first ordinal: a later slot takes longer to find, while the log stays locked. */
  private static final int LATEST = 100_000;

  private static final int MOST = 1000;

  @QueryParam("stratum")
  @DefaultValue("")
  @Parameter(
      description = "The stratum's name. Leave it out if the trial has no factors.",
      example = "visceral=no,metastases=1-2,receptor=positive",
      schema = @Schema(type = SchemaType.STRING))
  String stratum = "";

  @QueryParam("from")
  @Parameter(
      description = "The ordinal of the first slot to show. Default: the next slot to be issued.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "100000"))
  @Nullable String from;

  @QueryParam("slots")
  @DefaultValue("20")
  @Parameter(
      description = "Number of slots to show.",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "20"))
  String slots = "20";

  /**
   * The ordinal of the first slot, 0 to {@value #LATEST}; empty for the next slot to be issued.
   *
   * @throws InvalidRequest if it is not such a number
   */
  Optional<Long> from() {
    return Optional.ofNullable(from).map(text -> (long) number("?from", text, 0, LATEST));
  }

  /**
   * The number of slots, 1 to {@value #MOST}.
   *
   * @throws InvalidRequest if it is not such a number
   */
  int slots() {
    return number("?slots", slots, 1, MOST);
  }

  private static int number(String pointer, String text, int min, int max) {
    if (text.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new InvalidRequest(pointer, "Must be a whole number from " + min + " to " + max + ".");
  }
}
