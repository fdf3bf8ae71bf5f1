package org.kleroterion.log.guard;

import org.kleroterion.log.entry.LogId;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** The log has ended because another log replaced it. Nothing more is signed for it. */
public final class LogEnded extends Refusal {
  public LogEnded(LogId log) {
    super(
        ProblemType.LOG_ENDED,
        "The log "
            + log.origin()
            + " has ended, so nothing more is signed for it. Its receipts and checkpoints remain"
            + " valid.");
  }
}
