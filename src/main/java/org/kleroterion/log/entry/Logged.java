package org.kleroterion.log.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;

/** An entry and its place in the log: everything that its receipt needs after the commit. */
public final class Logged {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LogId log;
  private final Instant time;
  private final byte[] leaf;
  private final Frontier before;
  private final boolean appended;
  private final Optional<Logged> previous;

  /**
   * @param before the frontier of the log before this entry
   * @param appended whether this service has just appended the entry; false if it was read
   * @param previous the entry that the same transaction appended before this one
   */
  private Logged(
      LogId log,
      Instant time,
      byte[] leaf,
      Frontier before,
      boolean appended,
      Optional<Logged> previous) {
    this.log = log;
    this.time = time;
    this.leaf = leaf;
    this.before = before;
    this.appended = appended;
    this.previous = previous;
  }

  /** An entry that was read from the log. */
  public static Logged read(LogId log, Instant time, byte[] leaf, Frontier before) {
    return new Logged(log, time, leaf, before, false, Optional.empty());
  }

  /**
   * An entry that the running transaction appends.
   *
   * @param previous the entry that the same transaction appended before this one
   */
  public static Logged appended(
      LogId log, Instant time, byte[] leaf, Frontier before, Optional<Logged> previous) {
    return new Logged(log, time, leaf, before, true, previous);
  }

  /** The entry's 0-based number among all entries of the trial, over log restarts. */
  public long position() {
    return log.first() + before.size();
  }

  /** The entry's time, in whole milliseconds; never before that of the previous entry. */
  public Instant time() {
    return time;
  }

  /** The entry's exact bytes, one line of JSON. */
  public String leaf() {
    return new String(leaf, StandardCharsets.UTF_8);
  }

  /** The leaf, parsed. */
  public JsonNode content() {
    try {
      return JSON.readTree(leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The hash of the leaf, in lower-case hexadecimal. No other entry of any log has the same hash.
   */
  public String hash() {
    return HexFormat.of().formatHex(Hash.ofLeaf(leaf).bytes());
  }

  public LogId log() {
    return log;
  }

  /**
   * True if this replica appended the entry, so the database has acknowledged its commit here.
   * False if the entry was read from the log.
   */
  public boolean isAppendedHere() {
    return appended;
  }

  /** The frontier of the log before this entry. Its size is the entry's index. */
  public Frontier before() {
    return before;
  }

  /**
   * Whether this entry, and the entries that the same transaction appended before it, were appended
   * to the tree of this size and root. If not, the tree may still be an earlier state of the log.
   */
  public boolean extendsTree(long size, Hash root) {
    for (Logged entry = this; ; entry = entry.previous.get()) {
      if (entry.before.size() == size) {
        return entry.before.root().equals(root);
      }
      if (entry.previous.isEmpty()) {
        return false;
      }
    }
  }

  /** The frontier of the log after this entry, and the subtrees that the entry completes. */
  public Frontier.Appended appended() {
    return before.append(Hash.ofLeaf(leaf));
  }
}
