package org.kleroterion.trial;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where a trial stands. */
@Schema(name = "Status")
record StatusView(String trial, TrialStatus status) {}
