package org.kleroterion.log;

import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** A log that another one has taken the place of: nothing more is signed for it. */
final class LogEnded extends Refusal {
  LogEnded(LogId log) {
    super(
        ProblemType.LOG_ENDED,
        "The log "
            + log.origin()
            + " has ended; nothing more is signed for it. The receipts and checkpoints that were given"
            + " out keep their worth.");
  }
}
