package org.kleroterion.wire.incoming;

import org.jspecify.annotations.Nullable;

/**
 * Decides who may send a body, for paths whose callers do not use tokens. Every CDI bean of this
 * type is used.
 */
public interface BodyGuard {
  /** Whether it decides for this path. */
  boolean covers(String path);

  /**
   * Runs before any of the body is read. May block.
   *
   * @param authorization the value of the header {@code Authorization}
   * @throws org.kleroterion.problem.Refusal if the caller may not send a body
   */
  void require(String path, @Nullable String authorization);
}
