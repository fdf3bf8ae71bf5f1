package org.kleroterion.wire;

import jakarta.ws.rs.core.UriBuilder;

/** Links into this service. */
public final class Paths {
  private Paths() {}

  /** The absolute path of these segments, each encoded. */
  public static String of(String... segments) {
    return UriBuilder.fromPath("/").segment(segments).build().toString();
  }
}
