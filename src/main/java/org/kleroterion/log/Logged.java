package org.kleroterion.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;

/**
 * An entry and its place in the log: all that its receipt needs once the transaction has committed.
 */
public final class Logged {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LogId log;
  private final Instant time;
  private final byte[] leaf;
  private final Frontier before;
  private final boolean appended;

  /**
   * @param appended false if it was read
   */
  Logged(LogId log, Instant time, byte[] leaf, Frontier before, boolean appended) {
    this.log = log;
    this.time = time;
    this.leaf = leaf;
    this.before = before;
    this.appended = appended;
  }

  /** 0-based among all that the trial ever logged, in the order in which it happened. */
  public long position() {
    return log.first() + before.size();
  }

  /** When, UTC in whole milliseconds, never before the entry ahead of it. */
  public Instant time() {
    return time;
  }

  /** The entry's exact bytes, one line of JSON. */
  String leaf() {
    return new String(leaf, StandardCharsets.UTF_8);
  }

  /** The same as JSON. */
  public JsonNode content() {
    try {
      return JSON.readTree(leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hash of its leaf, in lower-case hexadecimal: no other entry of any log has it. */
  public String hash() {
    return HexFormat.of().formatHex(Hash.ofLeaf(leaf).bytes());
  }

  LogId log() {
    return log;
  }

  /** Whether it was appended here, so that the commit was acknowledged to this service. */
  boolean isAppendedHere() {
    return appended;
  }

  /** The log up to this entry, without it. */
  Frontier before() {
    return before;
  }

  /** The log up to this entry and with it, and the subtrees that it completes. */
  Frontier.Appended appended() {
    return before.append(Hash.ofLeaf(leaf));
  }
}
