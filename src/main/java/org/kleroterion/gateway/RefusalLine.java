package org.kleroterion.gateway;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.kleroterion.access.Caller;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Refusal;
import org.kleroterion.wire.Text;

/** Logs a refusal, because the other system may show its users little or nothing about it. */
public final class RefusalLine {
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  private RefusalLine() {}

  /**
   * @param subject as it was sent; logged only if it is a well-formed code
   */
  public static void warn(
      Logger log, Caller caller, String trial, Optional<String> subject, Refusal refusal) {
    log.warnf(
        "Refused %s%s in %s: %s%s",
        caller.id(),
        subject
            .filter(text -> CODE.matcher(text).matches())
            .map(" the subject "::concat)
            .orElse(""),
        caller.trials().includes(trial) ? trial : "a trial that is not among its own",
        refusal.type().slug(),
        refusal.violations().stream()
                .map(violation -> "; " + violation.pointer() + " " + violation.message())
                .collect(Collectors.joining())
            + Optional.ofNullable(refusal.members().get(InvalidRequest.LEFT_OUT))
                .map(more -> "; " + more + " more")
                .orElse(""));
  }
}
