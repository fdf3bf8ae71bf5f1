package org.kleroterion.gateway.openclinica;

import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** The call has no valid account name and password. */
final class AccountRefused extends Refusal {
  AccountRefused() {
    super(
        ProblemType.ACCOUNT_REQUIRED,
        "Send the name and password of an account of this gateway with HTTP Basic. Tokens are not"
            + " accepted here.");
  }
}
