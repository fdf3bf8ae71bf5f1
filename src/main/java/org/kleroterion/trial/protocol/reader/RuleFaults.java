package org.kleroterion.trial.protocol.reader;

import dev.cel.common.CelIssue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;

/** Adds faults of one rule, with the column, in words that a protocol's author knows. */
final class RuleFaults {
  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '(.+?)' applied to '\\((.*?)\\)'.*");
  private static final String LANGUAGE =
      "A rule may use variables, numbers, 'codes' and"
          + " && || ! ?: == != < <= > >= in [] + - * / double().";

  private final Faults faults;
  private final Members members;

  RuleFaults(Faults faults, Members members) {
    this.faults = faults;
    this.members = members;
  }

  int count() {
    return faults.count();
  }

  /**
   * Adds a fault.
   *
   * @param offset 0-based in the rule
   */
  void add(int offset, String what, String remedy) {
    members.fault("rule", "At column " + (offset + 1) + ": " + what, remedy);
  }

  /** Adds a fault: the rule uses a part of CEL that is not allowed in rules. */
  void language(int offset, String what) {
    add(offset, what + " is not part of the language of rules.", LANGUAGE);
  }

  void syntax(CelIssue issue) {
    String message =
        issue
            .getMessage()
            .replaceAll("(?s) expecting .*", "")
            .replace("mismatched input '<EOF>'", "the rule ends too early")
            .replace("token recognition error at: ", "this is not understood: ")
            .replaceAll("^(mismatched|extraneous) input ", "this is not expected: ");
    add(issue.getSourceLocation().getColumn(), message + ".", LANGUAGE);
  }

  void type(CelIssue issue) {
    int offset = issue.getSourceLocation().getColumn();
    Matcher overload = OVERLOAD.matcher(issue.getMessage());
    if (!overload.matches()) {
      add(offset, issue.getMessage() + ".", LANGUAGE);
      return;
    }
    String types =
        overload
            .group(2)
            .replaceAll("\\bint\\b", "integer")
            .replaceAll("\\bdouble\\b", "number")
            .replaceAll("\\bbool\\b", "boolean")
            .replaceAll("\\bstring\\b", "code")
            .replaceAll("list\\((\\w+)\\)", "list of $1");
    add(
        offset,
        "`" + RuleVocabulary.shown(overload.group(1)) + "` cannot be applied to (" + types + ").",
        types.contains("number") && types.contains("integer")
            ? "Write 5.0 with a number and 5 with an integer, or convert an integer to a number"
                + " with double(…)."
            : "Use values of the same type.");
  }
}
