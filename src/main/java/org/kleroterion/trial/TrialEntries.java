package org.kleroterion.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.reading.EntryView;
import org.kleroterion.log.reading.LogFilter;
import org.kleroterion.log.reading.LogReadingService;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Reads the entries of the trials' logs, for the gateways. */
@ApplicationScoped
public class TrialEntries {
  private final LogReadingService log;
  private final ObjectMapper json;

  TrialEntries(LogReadingService log, ObjectMapper json) {
    this.log = log;
    this.json = json;
  }

  /**
   * A filter: an entry must match every value that is present.
   *
   * @param actor the {@code sub} of the caller who made the entry
   * @param from inclusive
   * @param to exclusive
   */
  public record Wanted(
      Optional<String> type,
      Optional<String> subject,
      Optional<String> site,
      Optional<String> actor,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /** The names of all entry types. */
  public static List<String> types() {
    return Arrays.stream(EntryType.values()).map(Enum::name).toList();
  }

  /**
   * A page of the matching entries, oldest first.
   *
   * @throws Caller.TrialUnknown if the trial does not exist or the caller's token does not reach it
   */
  public Page<ReadEntry> page(Caller caller, String trial, Wanted wanted, PageRequest request) {
    LogFilter filter =
        LogFilter.of(
            wanted.type(),
            wanted.subject(),
            wanted.site(),
            wanted.actor(),
            wanted.from(),
            wanted.to());
    Page<EntryView> page = log.page(caller, trial, filter, request);
    return new Page<>(page.items().stream().map(this::past).toList(), page.next(), new Columns<>());
  }

  /**
   * Reads one entry.
   *
   * @param number the 1-based number of the log
   * @param index the entry's 0-based number in this log
   * @throws LogReadingService.LogPartUnknown if the entry does not exist or the caller may not read
   *     it
   */
  public ReadEntry entry(Caller caller, String trial, int number, long index) {
    return past(log.entry(caller, trial, number, index));
  }

  private ReadEntry past(EntryView entry) {
    try {
      return new ReadEntry(
          entry.log(),
          entry.index(),
          entry.time(),
          entry.type().name(),
          entry.actor(),
          entry.subject(),
          entry.site(),
          entry.leaf(),
          json.readTree(entry.leaf()),
          Hash.ofLeaf(entry.leaf().getBytes(StandardCharsets.UTF_8)).base64());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
