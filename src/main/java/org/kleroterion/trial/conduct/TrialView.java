package org.kleroterion.trial.conduct;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.wire.Columns;

/** A trial in the list of trials. */
@Schema(name = "TrialSummary")
record TrialView(
    String trial,
    String title,
    @Schema(description = "The protocol version in force.") int version,
    TrialStatus status) {

  static final Columns<TrialView> COLUMNS =
      new Columns<TrialView>()
          .with("trial", TrialView::trial)
          .with("title", TrialView::title)
          .with("version", TrialView::version)
          .with("status", TrialView::status);

  static TrialView of(ServedTrial trial) {
    return new TrialView(
        trial.code(), trial.protocol().title(), trial.protocol().version(), trial.status());
  }
}
