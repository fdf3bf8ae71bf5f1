package org.kleroterion.randomization;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A trial's key: who has it knows every arm that the trial ever gives. */
public final class TrialKey {
  static final int BYTES = 32;

  private final byte[] key;

  private TrialKey(byte[] key) {
    this.key = key;
  }

  /**
   * A key from its bytes, as {@link #reveal()} gives them.
   *
   * @param key 32 bytes, copied
   * @throws IllegalArgumentException if it has another length
   */
  public static TrialKey of(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException("A trial key has " + BYTES + " bytes");
    }
    return new TrialKey(key.clone());
  }

  /** {@code sha256:} and the key's SHA-256 in 64 lower-case hex digits; public from the start. */
  public String commitment() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /**
   * A copy of the 32 bytes. Only after the trial has closed: with them anybody computes every
   * allocation to come.
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
