package org.kleroterion.gateway.redcap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** The secret at the end of a trigger's URL. Only its hash stays in memory. */
final class Secret {
  static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{32,128}");

  private final byte[] hash;

  Secret(String text) {
    this.hash = hash(text);
  }

  /** Compares in constant time, so that the time tells nothing about the secret. */
  boolean is(String text) {
    return MessageDigest.isEqual(hash, hash(text));
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
