package org.kleroterion.log;

import java.time.Instant;
import org.kleroterion.log.tree.Frontier;

/** A log as it stood at one moment, committed. */
record TreeHead(LogId log, Frontier edge, Instant lastTime) {
  long size() {
    return edge.size();
  }
}
