package org.kleroterion.log.tree;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Concatenated hashes, as tiles and the database hold them. */
public final class Hashes {
  private Hashes() {}

  /** The hashes in this order, 32 bytes each. */
  public static byte[] join(List<Hash> hashes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(hashes.size() * Hash.BYTES);
    hashes.forEach(hash -> bytes.writeBytes(hash.bytes()));
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException if the length is not a multiple of 32
   */
  public static List<Hash> split(byte[] bytes) {
    if (bytes.length % Hash.BYTES != 0) {
      throw new IllegalArgumentException(bytes.length + " bytes are not a whole number of hashes");
    }
    List<Hash> hashes = new ArrayList<>(bytes.length / Hash.BYTES);
    for (int start = 0; start < bytes.length; start += Hash.BYTES) {
      hashes.add(Hash.of(Arrays.copyOfRange(bytes, start, start + Hash.BYTES)));
    }
    return hashes;
  }
}
