package org.kleroterion.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kleroterion.wire.Times;

/** The exact bytes of an entry: one line of JSON, members always in the same order. */
public final class Leaf {
  /** What the log's entry bundles can hold (C2SP tlog-tiles). */
  static final int LONGEST = 65_535;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Leaf() {}

  /**
   * @param salt 16 random bytes, so that a sibling hash in a proof cannot be guessed back
   * @throws IllegalStateException if it is longer than {@value #LONGEST} bytes; the bounds of
   *     protocols and requests keep it far below
   */
  public static byte[] of(long index, Instant time, NewEntry entry, byte[] salt) {
    Map<String, Object> actor = new LinkedHashMap<>();
    actor.put("id", entry.actor().id());
    actor.put("roles", entry.actor().roles());
    entry.actor().requestedBy().ifPresent(person -> actor.put("requestedBy", person));

    Map<String, Object> leaf = new LinkedHashMap<>();
    leaf.put("index", index);
    leaf.put("time", Times.text(time));
    leaf.put("type", entry.type().name());
    leaf.put("actor", actor);
    entry.subject().ifPresent(subject -> leaf.put("subject", subject));
    entry.site().ifPresent(site -> leaf.put("site", site));
    leaf.put("data", entry.data());
    leaf.put("salt", HexFormat.of().formatHex(salt));

    byte[] bytes = write(leaf).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST) {
      throw new IllegalStateException(
          "an entry of " + bytes.length + " bytes does not fit the log");
    }
    return bytes;
  }

  private static String write(Map<String, Object> leaf) {
    try {
      return JSON.writeValueAsString(leaf);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
