package org.kleroterion.gateway.openclinica;

import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** Whoever calls did not show to be one of the accounts. */
final class AccountRefused extends Refusal {
  AccountRefused() {
    super(
        ProblemType.ACCOUNT_REQUIRED,
        "Send the name and password of an account of this gateway with HTTP Basic. Tokens are not"
            + " taken here.");
  }
}
