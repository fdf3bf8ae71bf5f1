package org.kleroterion.wire;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One page of a list, in the list's order. In JSON it is the whole answer; CSV and NDJSON begin
 * with it.
 *
 * @param items the page's items
 * @param next the cursor of the next page, to send as {@code after}; empty on the last page
 * @param columns the columns of the items in CSV
 * @param list the list that the page belongs to; empty if it cannot be answered as CSV or NDJSON
 */
public record Page<T>(
    List<T> items,
    @Schema(description = "Send it as 'after' to get the next page. Absent on the last page.")
        Optional<String> next,
    @JsonIgnore @Schema(hidden = true) Columns<T> columns,
    @JsonIgnore @Schema(hidden = true) Optional<Listing<T>> list)
    implements Table<T> {

  /**
   * Makes a page from the first {@code limit} rows. A further row only shows that a next page
   * exists.
   *
   * @param rows in order
   * @param key returns a row's key; the next page starts after the key of this page's last row
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, String> key, Function<R, T> view, Columns<T> columns) {
    boolean more = rows.size() > limit;
    List<R> shown = more ? rows.subList(0, limit) : rows;
    Optional<String> next =
        more ? Optional.of(Cursor.of(key.apply(shown.get(limit - 1)))) : Optional.empty();
    return new Page<>(shown.stream().map(view).toList(), next, columns, Optional.empty());
  }

  /**
   * Reads a page from which the rest of the list can be read too.
   *
   * @param read reads one page, in a transaction of its own. It must leave out what was recorded
   *     after the request began: a list that grows while it is read would not end.
   */
  public static <T> Page<T> read(PageRequest request, Function<PageRequest, Page<T>> read) {
    Page<T> page = read.apply(request);
    return new Page<>(
        page.items, page.next, page.columns, Optional.of(new Listing<>(request, read)));
  }

  /** A page of a list that is in memory, in the order of its keys. */
  public static <T> Page<T> within(
      List<T> all, PageRequest request, Function<T, String> key, Columns<T> columns) {
    // Not in the database's order, which may differ from that of the comparison below.
    List<T> sorted = all.stream().sorted(Comparator.comparing(key)).toList();
    return read(
        request,
        page -> {
          String after = page.after().orElse("");
          return of(
              sorted.stream().filter(item -> key.apply(item).compareTo(after) > 0).toList(),
              page.limit(),
              key,
              item -> item,
              columns);
        });
  }

  @Override
  public Optional<Page<T>> rest() {
    return list.flatMap(known -> next.map(cursor -> read(known.request.from(cursor), known.read)));
  }

  /** How the pages of a list are read. */
  public static final class Listing<T> {
    private final PageRequest request;
    private final Function<PageRequest, Page<T>> read;

    private Listing(PageRequest request, Function<PageRequest, Page<T>> read) {
      this.request = request;
      this.read = read;
    }
  }
}
