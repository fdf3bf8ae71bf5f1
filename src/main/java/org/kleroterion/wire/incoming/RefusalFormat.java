package org.kleroterion.wire.incoming;

import org.kleroterion.problem.Problem;

/**
 * How a gateway's protocol shows a refusal. Without one, the answer is a problem. Every CDI bean of
 * this type is used.
 */
public interface RefusalFormat {
  /** Whether it is for this path. */
  boolean covers(String path);

  String mediaType();

  /** The body of the answer. */
  String text(Problem problem);
}
