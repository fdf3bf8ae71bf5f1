package org.kleroterion.trial;

import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** The trial is not open, so nothing can be assessed or allocated in it. */
public final class TrialNotOpen extends Refusal {
  public TrialNotOpen(TrialStatus status) {
    super(
        ProblemType.TRIAL_NOT_OPEN,
        switch (status) {
          case REGISTERED -> "The trial is not open yet. Its manager must open it first.";
          case PAUSED -> "The trial is paused. Repeat the request after its manager reopened it.";
          case CLOSED -> "The trial is closed. No subject can be assessed or allocated in it.";
          case OPEN -> "The trial was not open a moment ago, but is open now. Repeat the request.";
        });
    member("trialStatus", status.name());
  }
}
