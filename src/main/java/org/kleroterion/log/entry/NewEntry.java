package org.kleroterion.log.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An event that is to be appended to a log.
 *
 * @param data what happened, as values that JSON has; the leaf has the members in the same order
 */
public record NewEntry(
    EntryType type,
    Actor actor,
    Optional<String> subject,
    Optional<String> site,
    Map<String, Object> data) {

  /** An event that concerns the trial as a whole. */
  public static NewEntry ofTrial(EntryType type, Actor actor, Map<String, Object> data) {
    return new NewEntry(type, actor, Optional.empty(), Optional.empty(), data);
  }

  /** An event that concerns one subject, at the subject's site. */
  public static NewEntry ofSubject(
      EntryType type, Actor actor, String subject, String site, Map<String, Object> data) {
    return new NewEntry(type, actor, Optional.of(subject), Optional.of(site), data);
  }

  public NewEntry {
    data = new LinkedHashMap<>(data);
  }
}
