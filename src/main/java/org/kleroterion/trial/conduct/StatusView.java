package org.kleroterion.trial.conduct;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.trial.TrialStatus;

/** The status of a trial. */
@Schema(name = "Status")
record StatusView(String trial, TrialStatus status) {}
