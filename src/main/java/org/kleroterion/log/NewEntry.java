package org.kleroterion.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened and is to be appended.
 *
 * @param data what happened, in JSON's terms; its order is kept in the leaf
 */
public record NewEntry(
    EntryType type,
    Actor actor,
    Optional<String> subject,
    Optional<String> site,
    Map<String, Object> data) {

  /** An event of the trial as a whole. */
  public static NewEntry ofTrial(EntryType type, Actor actor, Map<String, Object> data) {
    return new NewEntry(type, actor, Optional.empty(), Optional.empty(), data);
  }

  /** An event of one subject at its site. */
  public static NewEntry ofSubject(
      EntryType type, Actor actor, String subject, String site, Map<String, Object> data) {
    return new NewEntry(type, actor, Optional.of(subject), Optional.of(site), data);
  }

  public NewEntry {
    data = new LinkedHashMap<>(data);
  }
}
