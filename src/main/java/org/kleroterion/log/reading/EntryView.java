package org.kleroterion.log.reading;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.log.entry.Entry;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.wire.Columns;

/** An entry as auditors read it: the columns that lists show, and the exact leaf. */
@Schema(name = "Entry")
public record EntryView(
    @Schema(description = "0-based number of the entry in its log, without gaps.") long index,
    @Schema(
            description = "Number of the log: 1 for the trial's first log; each restart adds 1.",
            examples = "1")
        int log,
    Instant time,
    EntryType type,
    @Schema(description = "The caller's 'sub'; 'kleroterion' for what the service did by itself.")
        String actor,
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
   * @param logs all logs that the entry can belong to, the current one last
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
