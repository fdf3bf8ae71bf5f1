package org.kleroterion.allocation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kleroterion.access.Caller;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Violation;

/** The log entry for a refused allocation. */
public final class RefusalEntry {
  private RefusalEntry() {}

  /**
   * @param site the site in the request, if any
   * @param assessment the assessment that the request names, if any
   */
  public static NewEntry of(
      Caller caller,
      String subject,
      Optional<String> site,
      Optional<String> requestedBy,
      Optional<UUID> assessment,
      Refusal refusal) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("problem", refusal.type().name());
    assessment.ifPresent(id -> data.put("assessment", id.toString()));
    refusal.members().forEach((name, value) -> data.put(name, value.toString()));
    if (!refusal.violations().isEmpty()) {
      data.put("violations", refusal.violations().stream().map(RefusalEntry::violation).toList());
    }
    return new NewEntry(
        EntryType.ALLOCATION_REFUSED,
        Actor.of(caller, requestedBy),
        Optional.of(subject),
        site,
        data);
  }

  private static Map<String, Object> violation(Violation violation) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("pointer", violation.pointer());
    text.put("message", violation.message());
    return text;
  }
}
