package org.kleroterion.wire;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One page of a list, in the list's order.
 *
 * @param items the page's items
 * @param next the cursor of the next page, to send as {@code after}; empty on the last page
 * @param columns the columns of the items in CSV
 */
public record Page<T>(
    List<T> items,
    @Schema(description = "Send it as 'after' to get the next page. Absent on the last page.")
        Optional<String> next,
    @JsonIgnore @Schema(hidden = true) Columns<T> columns)
    implements Table<T> {

  /**
   * Makes a page from up to {@code limit + 1} rows. The extra row only shows that a next page
   * exists.
   *
   * @param rows at most {@code limit + 1} rows, in order
   * @param key returns a row's key; the next page starts after the key of this page's last row
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, String> key, Function<R, T> view, Columns<T> columns) {
    boolean more = rows.size() > limit;
    List<R> shown = more ? rows.subList(0, limit) : rows;
    Optional<String> next =
        more ? Optional.of(Cursor.of(key.apply(shown.get(limit - 1)))) : Optional.empty();
    return new Page<>(shown.stream().map(view).toList(), next, columns);
  }
}
