package org.kleroterion.problem;

import java.util.List;

/** Members or parameters of the request are wrong: status 400, with one violation for each. */
public final class InvalidRequest extends Refusal {
  /**
   * @param violations at least one
   */
  public InvalidRequest(List<Violation> violations) {
    super(
        ProblemType.INVALID_REQUEST,
        violations.size() == 1 ? "One member is wrong." : violations.size() + " members are wrong.",
        violations);
  }

  public InvalidRequest(String pointer, String message) {
    this(List.of(new Violation(pointer, message)));
  }
}
