package org.kleroterion.problem;

import java.util.List;

/**
 * Members or parameters of the request are wrong: status 400, with one violation for each. If there
 * are many, only the first are kept, and the problem says how many were left out.
 */
public final class InvalidRequest extends Refusal {
  /** The additional member with the number of violations that were left out. */
  public static final String LEFT_OUT = "violationsLeftOut";

  static final int MOST = 100;

  /**
   * The most characters of all kept violations. A log entry has at most 65,535 bytes, and JSON
   * writes a character in at most six.
   */
  static final int MOST_CHARACTERS = 9_000;

  /**
   * @param violations at least one
   */
  public InvalidRequest(List<Violation> violations) {
    this(violations, kept(violations));
  }

  private InvalidRequest(List<Violation> violations, int kept) {
    super(
        ProblemType.INVALID_REQUEST, detail(violations.size(), kept), violations.subList(0, kept));
    if (kept < violations.size()) {
      member(LEFT_OUT, violations.size() - kept);
    }
  }

  public InvalidRequest(String pointer, String message) {
    this(List.of(new Violation(pointer, message)));
  }

  private static int kept(List<Violation> violations) {
    int characters = 0;
    int kept = 0;
    for (Violation violation : violations) {
      characters += violation.pointer().length() + violation.message().length();
      if (kept > 0 && (kept == MOST || characters > MOST_CHARACTERS)) {
        break;
      }
      kept++;
    }
    return kept;
  }

  private static String detail(int all, int kept) {
    if (all == 1) {
      return "One member is wrong.";
    }
    if (all == kept) {
      return all + " members are wrong.";
    }
    return all
        + " members are wrong. Only the first "
        + (kept == 1 ? "is" : kept + " are")
        + " listed.";
  }
}
