package org.kleroterion.wire;

import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;

/** The query parameters that select a page; a {@code @BeanParam}. */
public class PageRequest {
  private static final int LARGEST = 1000;
  private static final String DEFAULT = "100";

  @QueryParam("after")
  @Parameter(
      description =
          "The value of 'next' from the previous page. CSV and NDJSON then begin with that page.")
  @Nullable String after;

  @QueryParam("limit")
  @Parameter(
      description =
          "Maximum number of items in JSON. CSV and NDJSON hold all items and refuse this"
              + " parameter.",
      schema = @Schema(minimum = "1", maximum = "1000", defaultValue = DEFAULT))
  @Nullable String limit;

  private String limitName = "?limit";

  /** A page selected by a query of another protocol, with that protocol's parameter names. */
  public static PageRequest of(Optional<String> after, String limitName, Optional<String> limit) {
    PageRequest request = new PageRequest();
    request.after = after.orElse(null);
    request.limitName = limitName;
    request.limit = limit.orElse(null);
    return request;
  }

  /** The request for the page that begins at this cursor. */
  PageRequest from(String cursor) {
    return of(Optional.of(cursor), limitName, Optional.ofNullable(limit));
  }

  /**
   * The maximum number of items, 1 to 1000.
   *
   * @throws InvalidRequest if the parameter is not such a number
   */
  public int limit() {
    String text = limit == null ? DEFAULT : limit;
    if (text.matches("[0-9]{1,4}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= LARGEST) {
        return number;
      }
    }
    throw new InvalidRequest(limitName, "Must be a whole number from 1 to " + LARGEST + ".");
  }

  /**
   * The key of the previous page's last item; empty for the first page.
   *
   * @throws InvalidRequest if this service cannot have issued the cursor
   */
  public Optional<String> after() {
    return Optional.ofNullable(after).map(Cursor::key);
  }

  /**
   * The same for lists whose key is a number.
   *
   * @param first the number to return for the first page
   */
  public long afterNumber(long first) {
    Optional<String> key = after();
    if (key.isEmpty()) {
      return first;
    }
    if (!key.get().matches("[0-9]{1,18}")) {
      throw Cursor.unreadable();
    }
    return Long.parseLong(key.get());
  }

  /** The same for lists whose key is an {@code int}, 1 or more. */
  public int afterInteger() {
    return (int) Math.min(afterNumber(0), Integer.MAX_VALUE);
  }
}
