package org.kleroterion.gateway.redcap;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kleroterion.allocation.history.Allocations.AllocatedArm;
import org.kleroterion.problem.Refusal;

/**
 * The fields that the result is written to.
 *
 * @param arms REDCap's code for each arm's code; an arm that is not in it is written as its own
 *     code
 */
record Results(
    Optional<String> arm,
    Map<String, String> arms,
    Optional<String> number,
    Optional<String> time,
    String verdict,
    Optional<String> reason) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int LONGEST_REASON = 1000;
  private static final String SHORTENED = " … (shortened)";

  Results {
    arms = Map.copyOf(arms);
  }

  List<String> fields() {
    return Stream.of(arm, number, time, Optional.of(verdict), reason)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The values to write for an allocation. */
  Map<String, String> of(AllocatedArm given) {
    Map<String, String> values = new LinkedHashMap<>();
    arm.ifPresent(field -> values.put(field, arms.getOrDefault(given.arm(), given.arm())));
    number.ifPresent(field -> values.put(field, Long.toString(given.number())));
    time.ifPresent(field -> values.put(field, TIME.format(given.time())));
    values.put(verdict, "ALLOCATED");
    // Never blank: a blank value does not overwrite the reason of an earlier refusal in REDCap.
    reason.ifPresent(field -> values.put(field, "The subject is allocated."));
    return values;
  }

  /** The values to write for a refusal. */
  Map<String, String> of(Refusal refusal) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(
        verdict,
        switch (refusal.type()) {
          case SUBJECT_NOT_ELIGIBLE -> "INELIGIBLE";
          case SCREENING_INCOMPLETE -> "INCOMPLETE";
          default -> "REFUSED";
        });
    reason.ifPresent(field -> values.put(field, why(refusal)));
    return values;
  }

  private static String why(Refusal refusal) {
    String why =
        refusal.violations().isEmpty()
            ? refusal.detail()
            : refusal.violations().stream()
                .map(violation -> violation.pointer().substring(1) + ": " + violation.message())
                .collect(Collectors.joining(" "));
    return why.length() <= LONGEST_REASON
        ? why
        : why.substring(0, LONGEST_REASON - SHORTENED.length()) + SHORTENED;
  }
}
