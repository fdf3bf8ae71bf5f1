package org.kleroterion.gateway.openclinica;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A cache of recently correct passwords, so that not every call of an EDC runs bcrypt. It stores
 * only HMAC-SHA-256 values, in memory, under a random key that never leaves this object.
 */
final class RememberedPasswords {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;
  private final long nanos;
  private final LongSupplier clock;
  private final Map<String, Remembered> byAccount = new ConcurrentHashMap<>();

  /**
   * @param time how long a password is remembered
   * @param clock a monotonic clock in nanoseconds
   */
  RememberedPasswords(SecureRandom random, Duration time, LongSupplier clock) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
    this.nanos = time.toNanos();
    this.clock = clock;
  }

  private record Remembered(String mac, long since) {}

  void remember(String account, String password) {
    byAccount.put(account, new Remembered(mac(account, password), clock.getAsLong()));
  }

  boolean knows(String account, String password) {
    @Nullable Remembered remembered = byAccount.get(account);
    return remembered != null
        && clock.getAsLong() - remembered.since() < nanos
        && MessageDigest.isEqual(bytes(remembered.mac()), bytes(mac(account, password)));
  }

  private String mac(String account, String password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(bytes(account + "\0" + password)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no " + ALGORITHM, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
