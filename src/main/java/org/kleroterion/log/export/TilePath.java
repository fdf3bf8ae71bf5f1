package org.kleroterion.log.export;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a tile in C2SP {@code tlog-tiles}: {@code x001/x234/067}, or {@code 067.p/112} for a
 * partial tile.
 *
 * @param index the tile's 0-based number in its level
 * @param width the number of hashes or entries in it, 1 to 256
 */
record TilePath(long index, int width) {
  static final int FULL = 256;

  private static final Pattern PATH =
      Pattern.compile("((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /**
   * The tile with this path; empty if the text is not exactly what {@link #text} returns for it.
   */
  static Optional<TilePath> parse(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long index = Long.parseLong(parts.group(1).replaceAll("[x/]", ""));
    int width = parts.group(2) == null ? FULL : Integer.parseInt(parts.group(2));
    TilePath tile = new TilePath(index, width);
    return tile.text().equals(path) && width <= FULL ? Optional.of(tile) : Optional.empty();
  }

  String text() {
    String path = String.format(Locale.ROOT, "%03d", index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path = String.format(Locale.ROOT, "x%03d/", rest % 1000) + path;
    }
    return width == FULL ? path : path + ".p/" + width;
  }

  /** The index of its first hash or entry. */
  long begin() {
    return index * FULL;
  }

  /** The index after its last hash or entry. */
  long end() {
    return begin() + width;
  }
}
