package org.kleroterion.randomization;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A trial's secret key. All arms of the trial can be computed from it. */
public final class TrialKey {
  static final int BYTES = 32;

  private final byte[] key;

  private TrialKey(byte[] key) {
    this.key = key;
  }

  /**
   * A key from its bytes, as {@link #reveal()} returns them.
   *
   * @param key 32 bytes, copied
   * @throws IllegalArgumentException if it has not 32 bytes
   */
  public static TrialKey of(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException("A trial key must have " + BYTES + " bytes");
    }
    return new TrialKey(key.clone());
  }

  /**
   * The public commitment to the key: {@code sha256:} and the key's SHA-256 hash in 64 lower-case
   * hex digits.
   */
  public String commitment() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /**
   * A copy of the 32 bytes. Publish them only after the trial is closed: anyone who has them can
   * compute all arms that are not issued yet.
   */
  public byte[] reveal() {
    return key.clone();
  }

  KeyStream stream(String... components) {
    return KeyStream.of(key, components);
  }

  @Override
  public String toString() {
    return "TrialKey";
  }
}
