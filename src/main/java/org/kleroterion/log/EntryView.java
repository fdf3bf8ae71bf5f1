package org.kleroterion.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;

/** An entry as auditors read it: what lists show of it, and the exact leaf. */
@Schema(name = "Entry")
public record EntryView(
    @Schema(description = "0-based position in its log, without gaps.") long index,
    @Schema(
            description = "Which of the trial's logs: 1, and one more after each restart.",
            examples = "1")
        int log,
    Instant time,
    EntryType type,
    @Schema(description = "Who did it: the caller's 'sub'.") String actor,
    Optional<String> subject,
    Optional<String> site,
    @Schema(description = "The entry's exact bytes, one line of JSON.") String leaf) {

  static final Columns<EntryView> COLUMNS =
      new Columns<EntryView>()
          .with("index", EntryView::index)
          .with("time", EntryView::time)
          .with("type", EntryView::type)
          .with("actor", EntryView::actor)
          .with("subject", EntryView::subject)
          .with("site", EntryView::site)
          .with("leaf", EntryView::leaf)
          .with("log", EntryView::log);

  /**
   * @param logs the trial's, the current one last
   */
  static EntryView of(Entry entry, List<LogId> logs) {
    LogId log = logs.get(0);
    for (LogId next : logs) {
      log = next.first() <= entry.position ? next : log;
    }
    return new EntryView(
        entry.position - log.first(),
        log.number(),
        entry.time,
        EntryType.valueOf(entry.type),
        entry.actor,
        Optional.ofNullable(entry.subject),
        Optional.ofNullable(entry.site),
        new String(entry.leaf, StandardCharsets.UTF_8));
  }
}
