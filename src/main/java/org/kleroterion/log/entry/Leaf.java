package org.kleroterion.log.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kleroterion.wire.Times;

/** The exact bytes of an entry: one line of JSON with its members in a fixed order. */
public final class Leaf {
  /** The largest entry, in bytes, that a C2SP tlog-tiles entry bundle can hold. */
  static final int LONGEST = 65_535;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Leaf() {}

  /**
   * @param index the entry's 0-based number in its log
   * @param salt 16 random bytes. Another entry's proof shows this leaf's hash; without the salt,
   *     the content of the leaf could be found by trying.
   * @throws IllegalStateException if the leaf is longer than {@value #LONGEST} bytes. The limits on
   *     protocols and requests prevent this.
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
          "an entry of " + bytes.length + " bytes is longer than " + LONGEST + " bytes");
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
