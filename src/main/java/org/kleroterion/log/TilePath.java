package org.kleroterion.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile lies, as C2SP {@code tlog-tiles} writes it: {@code x001/x234/067}, and {@code
 * 067.p/112} for a partial one.
 *
 * @param index of the tile within its level, 0-based
 * @param width how many hashes or entries it has, 1 to 256
 */
record TilePath(long index, int width) {
  static final int FULL = 256;

  private static final Pattern PATH =
      Pattern.compile("((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /** Empty if it is no tile's path, in its one right form. */
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

  long begin() {
    return index * FULL;
  }

  long end() {
    return begin() + width;
  }
}
