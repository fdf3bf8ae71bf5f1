package org.kleroterion.gateway.redcap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** What ends a trigger's URL; only its hash is kept. */
final class Secret {
  static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{32,128}");

  private final byte[] hash;

  Secret(String text) {
    this.hash = hash(text);
  }

  /** Takes the same time whatever is wrong with it. */
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
