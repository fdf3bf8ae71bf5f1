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
 * @param next where the next page starts: give it back as {@code after}; empty on the last page
 * @param columns how the items read as CSV
 */
public record Page<T>(
    List<T> items,
    @Schema(description = "Give it back as 'after' for the next page; absent on the last one.")
        Optional<String> next,
    @JsonIgnore @Schema(hidden = true) Columns<T> columns)
    implements Table<T> {

  /**
   * Makes a page out of one row more than was asked for: that row only tells that there is a next
   * page.
   *
   * @param rows at most {@code limit + 1} rows, in order
   * @param key the key of a row, from which the next page goes on
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
