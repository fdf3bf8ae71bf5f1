package org.kleroterion.trial;

import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** The trial's status forbids what was asked. */
public final class TrialNotOpen extends Refusal {
  public TrialNotOpen(TrialStatus status) {
    super(
        ProblemType.TRIAL_NOT_OPEN,
        switch (status) {
          case REGISTERED -> "The trial has not been opened yet; its manager opens it.";
          case PAUSED -> "The trial is paused; its manager opens it again. Ask again then.";
          case CLOSED -> "The trial is closed; nothing is assessed or allocated in it any more.";
          case OPEN -> "The trial was not open a moment ago. Ask again.";
        });
    member("status", status.name());
  }
}
