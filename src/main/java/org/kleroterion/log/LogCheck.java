package org.kleroterion.log;

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
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteRefused;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.Times;

/**
 * Reads a whole log and finds what is not as it was: every leaf is hashed again, every hash and row
 * beside it compared, and every checkpoint that was kept must be one of this very tree.
 */
@ApplicationScoped
class LogCheck {
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
   * @param head the log that was checked, as it stood when the check began
   * @param trouble what is wrong first; empty: nothing
   */
  record Result(TreeHead head, Optional<String> trouble) {}

  /**
   * @param trusted a tree that was checked or signed here before, if any
   */
  Result run(String trial, Optional<LogGuard.Trusted> trusted) {
    TreeHead before = head(trial);
    try {
      KeptRoots roots = keptRoots(before, trusted);
      // Read again behind them: a checkpoint may be of what was appended a moment ago.
      TreeHead head = head(trial);
      return head.log().equals(before.log()) ? run(head, roots) : run(trial, trusted);
    } catch (Trouble trouble) {
      return new Result(before, Optional.of(String.valueOf(trouble.getMessage())));
    }
  }

  private TreeHead head(String trial) {
    return transactions.run(() -> heads.current(trial)).orElseThrow();
  }

  private Result run(TreeHead head, KeptRoots roots) {
    LogId log = head.log();
    try {
      roots.requireWithin(head.size());
      walk(head, roots);
      transactions.run(() -> requireNothingBeyond(log));
      transactions.run(() -> requireAgreement(check -> check.disagreement(log.trial())));
      return new Result(head, Optional.empty());
    } catch (Trouble trouble) {
      return new Result(head, Optional.of(String.valueOf(trouble.getMessage())));
    }
  }

  private void walk(TreeHead head, KeptRoots roots) {
    LogId log = head.log();
    Frontier edge = Frontier.EMPTY;
    String last = "";
    roots.require(0, () -> Hash.EMPTY);
    while (edge.size() < head.size()) {
      long begin = log.first() + edge.size();
      long end = Math.min(begin + ROWS, log.first() + head.size());
      addKept(roots, log, edge.size(), end - log.first());
      List<EntryRow> rows = transactions.run(() -> entries.rows(log.trial(), begin, end));
      List<RecordCheck.Recorded> leaves = new ArrayList<>();
      for (EntryRow row : rows) {
        long index = edge.size();
        if (row.position != log.first() + index) {
          throw new Trouble("entry " + index + " is not there");
        }
        Frontier.Appended appended = edge.append(Hash.ofLeaf(row.leaf));
        if (!Arrays.equals(Hashes.join(appended.completed()), row.hashes)) {
          throw new Trouble("entry " + index + " or its hashes were changed");
        }
        JsonNode leaf = parse(index, row.leaf);
        requireSame(index, row, leaf);
        requireKey(log, index, leaf);
        leaves.add(new RecordCheck.Recorded(row.position, index, leaf));
        edge = appended.frontier();
        roots.require(edge.size(), edge::root);
        last = Times.text(row.time);
      }
      if (edge.size() < end - log.first()) {
        throw new Trouble("entry " + edge.size() + " is not there");
      }
      transactions.run(() -> requireAgreement(check -> check.disagreement(log.trial(), leaves)));
    }
    if (!edge.equals(head.edge()) || !last.equals(Times.text(head.lastTime()))) {
      throw new Trouble("its head is not that of its " + head.size() + " entries");
    }
  }

  private @Nullable Void requireAgreement(Function<RecordCheck, Optional<String>> disagreement) {
    for (RecordCheck check : records) {
      disagreement
          .apply(check)
          .ifPresent(
              what -> {
                throw new Trouble(what);
              });
    }
    return null;
  }

  private static JsonNode parse(long index, byte[] leaf) {
    try {
      return JSON.readTree(new String(leaf, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new Trouble("entry " + index + " is no JSON");
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
      throw new Trouble("the columns of entry " + index + " do not say what its leaf says");
    }
  }

  // The name in the head decides which key signs; the first entry says which one people were given.
  private void requireKey(LogId log, long index, JsonNode leaf) {
    JsonNode vkey = leaf.at("/data/vkey");
    if (index == 0
        && vkey.isTextual()
        && !vkey.asText().equals(origins.verifier(log.origin()).vkey())) {
      throw new Trouble("its key is not the one that its entry 0 names");
    }
  }

  // An embedded database that was killed can have kept an entry without the head that counts it.
  private @Nullable Void requireNothingBeyond(LogId log) {
    if (heads.entriesBeyond(log) > 0) {
      throw new Trouble("there are entries behind its end, which no head counts");
    }
    return null;
  }

  private KeptRoots keptRoots(TreeHead head, Optional<LogGuard.Trusted> trusted) {
    LogId log = head.log();
    KeptRoots roots = new KeptRoots();
    trusted
        .filter(known -> known.log().number() == log.number())
        .ifPresent(known -> roots.add(known.size(), known.root(), "that was signed"));
    // First those that no tree of this log can have; the others page by page, as it is read.
    addKept(roots, log, -1, 0);
    addKept(roots, log, head.size(), Long.MAX_VALUE);
    try {
      anchor
          .read(log)
          .ifPresent(
              bytes ->
                  add(
                      roots,
                      log,
                      new String(bytes, StandardCharsets.UTF_8),
                      "that the anchor directory keeps"));
    } catch (IOException e) {
      throw new Trouble("the checkpoint in the anchor directory cannot be read: " + e);
    }
    return roots;
  }

  private void addKept(KeptRoots roots, LogId log, long behind, long size) {
    for (PublishedCheckpoint kept : transactions.run(() -> published.between(log, behind, size))) {
      if (add(roots, log, kept.note, "that the database keeps") != kept.size) {
        throw new Trouble(
            "the checkpoint that the database keeps is not of " + kept.size + " entries");
      }
    }
  }

  /**
   * The largest of the log's checkpoints that was kept or signed, with a signature that holds.
   *
   * @param trusted a tree that was checked or signed here, if any
   */
  Optional<Note> lastKept(LogId log, Optional<LogGuard.Trusted> trusted) {
    List<Note> notes = new ArrayList<>();
    trusted
        .filter(known -> known.log().number() == log.number())
        .map(known -> new Checkpoint(log.origin(), known.size(), known.root()))
        .ifPresent(known -> notes.add(origins.key(log.origin()).sign(known.text())));
    List<byte[]> kept = new ArrayList<>();
    try {
      anchor.read(log).ifPresent(kept::add);
    } catch (IOException e) {
      LOG.warnf("The checkpoint in the anchor directory cannot be read: %s", e);
    }
    transactions
        .run(() -> published.between(log, -1, Long.MAX_VALUE))
        .forEach(one -> kept.add(one.note.getBytes(StandardCharsets.UTF_8)));
    for (byte[] bytes : kept) {
      try {
        notes.add(Note.parse(bytes).requireSignedBy(origins.verifier(log.origin())));
      } catch (NoteRefused e) {
        LOG.warnf("A checkpoint that was kept is none of this log: %s", e.getMessage());
      }
    }
    return notes.stream().max(Comparator.comparing(note -> Checkpoint.parse(note.text()).size()));
  }

  /** Gives the checkpoint's size. */
  private long add(KeptRoots roots, LogId log, String note, String where) {
    try {
      Checkpoint checkpoint =
          Checkpoint.parse(Note.parse(note).requireSignedBy(origins.verifier(log.origin())).text());
      if (!checkpoint.origin().equals(log.origin())) {
        throw new Trouble("the checkpoint " + where + " is of " + checkpoint.origin());
      }
      roots.add(checkpoint.size(), checkpoint.root(), where);
      return checkpoint.size();
    } catch (NoteRefused e) {
      throw new Trouble("the checkpoint " + where + " is none of this log: " + e.getMessage());
    }
  }

  /** What is wrong, in one clause. */
  static final class Trouble extends RuntimeException {
    Trouble(String what) {
      super(what, null, false, false);
    }
  }
}
