package org.kleroterion.log.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
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

  /**
   * @param before the frontier of the log before this entry
   * @param appended whether this service has just appended the entry; false if it was read
   */
  public Logged(LogId log, Instant time, byte[] leaf, Frontier before, boolean appended) {
    this.log = log;
    this.time = time;
    this.leaf = leaf;
    this.before = before;
    this.appended = appended;
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

  /** The frontier of the log after this entry, and the subtrees that the entry completes. */
  public Frontier.Appended appended() {
    return before.append(Hash.ofLeaf(leaf));
  }
}
