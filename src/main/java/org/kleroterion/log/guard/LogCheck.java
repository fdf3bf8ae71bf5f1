package org.kleroterion.log.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.checkpoint.Anchor;
import org.kleroterion.log.checkpoint.Origins;
import org.kleroterion.log.checkpoint.PublishedCheckpoint;
import org.kleroterion.log.checkpoint.PublishedCheckpointRepository;
import org.kleroterion.log.entry.EntryRepository;
import org.kleroterion.log.entry.EntryRow;
import org.kleroterion.log.entry.LogFault;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.RecordCheck;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteRefused;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.Times;

/**
 * Reads a whole log and looks for changes. It hashes every leaf again, compares all stored hashes
 * and all rows that follow from the log, and requires that every known checkpoint is one of this
 * tree.
 */
@ApplicationScoped
public class LogCheck {
  private static final int ROWS = 1000;
  private static final Logger LOG = Logger.getLogger(LogCheck.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LogHeadRepository heads;
  private final EntryRepository entries;
  private final PublishedCheckpointRepository published;
  private final Anchor anchor;
  private final Origins origins;
  private final List<RecordCheck> records;
  private final Transactions transactions;

  LogCheck(
      LogHeadRepository heads,
      EntryRepository entries,
      PublishedCheckpointRepository published,
      Anchor anchor,
      Origins origins,
      @All List<RecordCheck> records,
      Transactions transactions) {
    this.heads = heads;
    this.entries = entries;
    this.published = published;
    this.anchor = anchor;
    this.origins = origins;
    this.records = records;
    this.transactions = transactions;
  }

  /**
   * @param head the head of the checked log, read when the check began
   * @param trouble the first fault that was found, as one clause; empty if the log is sound
   * @param kind the kind of the trouble, if there is one
   */
  public record Result(TreeHead head, Optional<String> trouble, Kind kind) {
    private static Result sound(TreeHead head) {
      return new Result(head, Optional.empty(), Kind.LOG_BROKEN);
    }

    private static Result of(TreeHead head, LogFault fault) {
      return new Result(head, Optional.of(fault.what()), fault.kind());
    }
  }

  /**
   * @param trusted the largest tree that this service checked or signed before, if any
   */
  Result run(String trial, Optional<LogGuard.Trusted> trusted) {
    TreeHead before = head(trial);
    VerifierKey ours = origins.verifier(before.log().origin());
    Result result = run(before, trusted, ours, records);
    // With another master secret, every signature seems wrong. If all of them fit the key in entry
    // 0, the log is sound and the secret is wrong. A running service has only one secret.
    Optional<VerifierKey> published = publishedKey(before.log());
    if (result.trouble().isEmpty()
        || result.kind() != Kind.LOG_BROKEN
        || trusted.isPresent()
        || published.isEmpty()
        || published.get().vkey().equals(ours.vkey())) {
      return result;
    }
    // Without the secret the records cannot be compared: the arms follow from it.
    Result underPublished = run(before, trusted, published.get(), List.of());
    if (underPublished.trouble().isPresent()) {
      return underPublished.kind() == Kind.LOG_BROKEN ? result : underPublished;
    }
    return Result.of(
        underPublished.head(),
        new LogFault(
            Kind.SECRET_MISMATCH,
            "its log was signed with the key of another master secret (its key is "
                + published.get().vkey()
                + ", the key of this service "
                + ours.vkey()
                + "). Start the service with the master secret that was used then"));
  }

  private Result run(
      TreeHead before,
      Optional<LogGuard.Trusted> trusted,
      VerifierKey key,
      List<RecordCheck> records) {
    try {
      KnownRoots roots = knownRoots(before, trusted, key);
      // Read the head again, after the checkpoints: they may cover entries appended a moment ago.
      TreeHead head = head(before.log().trial());
      return head.log().equals(before.log())
          ? run(head, roots, key, records)
          : run(head, trusted, origins.verifier(head.log().origin()), records);
    } catch (LogFault fault) {
      return Result.of(before, fault);
    }
  }

  private Optional<VerifierKey> publishedKey(LogId log) {
    List<EntryRow> first =
        transactions.run(() -> entries.rows(log.trial(), log.first(), log.first() + 1));
    try {
      return first.stream()
          .map(row -> parse(0, row.leaf).at("/data/vkey").asText())
          .findFirst()
          .map(VerifierKey::parse)
          // Another name is no question of the secret: the head was edited.
          .filter(key -> key.name().equals(log.origin()));
    } catch (LogFault | NoteRefused unreadable) {
      return Optional.empty();
    }
  }

  private TreeHead head(String trial) {
    return transactions.run(() -> heads.current(trial)).orElseThrow();
  }

  private Result run(TreeHead head, KnownRoots roots, VerifierKey key, List<RecordCheck> records) {
    LogId log = head.log();
    try {
      roots.requireWithin(head.size());
      walk(head, roots, key, records);
      transactions.run(() -> requireNothingBeyond(log));
      transactions.run(() -> requireAgreement(records, check -> check.disagreement(log.trial())));
      return Result.sound(head);
    } catch (LogFault fault) {
      return Result.of(head, fault);
    }
  }

  private void walk(TreeHead head, KnownRoots roots, VerifierKey key, List<RecordCheck> records) {
    LogId log = head.log();
    Frontier frontier = Frontier.EMPTY;
    String last = "";
    roots.require(0, () -> Hash.EMPTY);
    while (frontier.size() < head.size()) {
      long begin = log.first() + frontier.size();
      long end = Math.min(begin + ROWS, log.first() + head.size());
      addStored(roots, log, key, frontier.size(), end - log.first());
      List<EntryRow> rows = transactions.run(() -> entries.rows(log.trial(), begin, end));
      List<RecordCheck.Recorded> leaves = new ArrayList<>();
      for (EntryRow row : rows) {
        long index = frontier.size();
        if (row.position != log.first() + index) {
          throw new LogFault("entry " + index + " is missing");
        }
        Frontier.Appended appended = frontier.append(Hash.ofLeaf(row.leaf));
        if (!Arrays.equals(Hashes.join(appended.completed()), row.hashes)) {
          throw new LogFault("entry " + index + " or its hashes were changed");
        }
        JsonNode leaf = parse(index, row.leaf);
        requireSame(index, row, leaf);
        requireKey(key, index, leaf);
        leaves.add(new RecordCheck.Recorded(row.position, index, leaf));
        frontier = appended.frontier();
        roots.require(frontier.size(), frontier::root);
        last = Times.text(row.time);
      }
      if (frontier.size() < end - log.first()) {
        throw new LogFault("entry " + frontier.size() + " is missing");
      }
      transactions.run(
          () -> requireAgreement(records, check -> check.disagreement(log.trial(), leaves)));
    }
    if (!frontier.equals(head.frontier()) || !last.equals(Times.text(head.lastTime()))) {
      throw new LogFault("its head does not match its " + head.size() + " entries");
    }
  }

  private static @Nullable Void requireAgreement(
      List<RecordCheck> records, Function<RecordCheck, Optional<String>> disagreement) {
    for (RecordCheck check : records) {
      disagreement
          .apply(check)
          .ifPresent(
              what -> {
                throw new LogFault(what);
              });
    }
    return null;
  }

  private static JsonNode parse(long index, byte[] leaf) {
    try {
      return JSON.readTree(new String(leaf, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new LogFault("entry " + index + " is not JSON");
    }
  }

  private static void requireSame(long index, EntryRow row, JsonNode leaf) {
    boolean same =
        leaf.path("index").asLong(-1) == index
            && leaf.path("time").asText().equals(Times.text(row.time))
            && leaf.path("type").asText().equals(row.type)
            && leaf.at("/actor/id").asText().equals(row.actor)
            && Optional.ofNullable(leaf.path("subject").textValue())
                .equals(Optional.ofNullable(row.subject))
            && Optional.ofNullable(leaf.path("site").textValue())
                .equals(Optional.ofNullable(row.site));
    if (!same) {
      throw new LogFault("the columns of entry " + index + " differ from its leaf");
    }
  }

  // The origin in the head decides which key signs. Entry 0 says which key was published.
  private static void requireKey(VerifierKey key, long index, JsonNode leaf) {
    JsonNode vkey = leaf.at("/data/vkey");
    if (index == 0 && vkey.isTextual() && !vkey.asText().equals(key.vkey())) {
      throw new LogFault("its key differs from the key in its entry 0");
    }
  }

  // If an embedded database is killed, an entry may survive without the head that counts it.
  private @Nullable Void requireNothingBeyond(LogId log) {
    if (heads.entriesBeyond(log) > 0) {
      throw new LogFault("there are entries after its end");
    }
    return null;
  }

  private KnownRoots knownRoots(
      TreeHead head, Optional<LogGuard.Trusted> trusted, VerifierKey key) {
    LogId log = head.log();
    KnownRoots roots = new KnownRoots();
    trusted
        .filter(known -> known.log().number() == log.number())
        .ifPresent(known -> roots.add(known.size(), known.root(), "the last signed checkpoint"));
    // Here only size 0 and the sizes that the log does not have; walk() adds the others by page.
    addStored(roots, log, key, -1, 0);
    addStored(roots, log, key, head.size(), Long.MAX_VALUE);
    try {
      anchor
          .read(log)
          .ifPresent(
              bytes ->
                  add(
                      roots,
                      log,
                      key,
                      new String(bytes, StandardCharsets.UTF_8),
                      "the checkpoint in the anchor directory"));
    } catch (IOException e) {
      throw new LogFault(
          Kind.ANCHOR_UNREADABLE, "the checkpoint in the anchor directory cannot be read: " + e);
    }
    return roots;
  }

  private void addStored(KnownRoots roots, LogId log, VerifierKey key, long after, long size) {
    for (PublishedCheckpoint row : transactions.run(() -> published.between(log, after, size))) {
      if (add(roots, log, key, row.note, "the checkpoint in the database") != row.size) {
        throw new LogFault(
            "the checkpoint in the database for " + row.size + " entries has another size");
      }
    }
  }

  /**
   * The largest checkpoint of the log with a valid signature: from the database, from the anchor
   * directory, or of the trusted tree. Empty if there is none.
   *
   * @param trusted the largest tree that this service checked or signed before, if any
   */
  Optional<Note> lastCheckpoint(LogId log, Optional<LogGuard.Trusted> trusted) {
    List<Note> notes = new ArrayList<>();
    trusted
        .filter(known -> known.log().number() == log.number())
        .map(known -> new Checkpoint(log.origin(), known.size(), known.root()))
        .ifPresent(known -> notes.add(origins.key(log.origin()).sign(known.text())));
    List<byte[]> stored = new ArrayList<>();
    try {
      anchor.read(log).ifPresent(stored::add);
    } catch (IOException e) {
      LOG.warnf("The checkpoint in the anchor directory cannot be read: %s", e);
    }
    transactions
        .run(() -> published.between(log, -1, Long.MAX_VALUE))
        .forEach(row -> stored.add(row.note.getBytes(StandardCharsets.UTF_8)));
    for (byte[] bytes : stored) {
      try {
        notes.add(Note.parse(bytes).requireSignedBy(origins.verifier(log.origin())));
      } catch (NoteRefused e) {
        LOG.warnf("Ignored a stored checkpoint that is not valid for this log: %s", e.getMessage());
      }
    }
    return notes.stream().max(Comparator.comparing(note -> Checkpoint.parse(note.text()).size()));
  }

  /**
   * @return the checkpoint's size
   */
  private static long add(
      KnownRoots roots, LogId log, VerifierKey key, String note, String source) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(Note.parse(note).requireSignedBy(key).text());
      if (!checkpoint.origin().equals(log.origin())) {
        throw new LogFault(source + " is of " + checkpoint.origin());
      }
      roots.add(checkpoint.size(), checkpoint.root(), source);
      return checkpoint.size();
    } catch (NoteRefused e) {
      throw new LogFault(source + " is not valid for this log: " + e.getMessage());
    }
  }
}
