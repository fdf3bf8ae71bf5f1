package org.kleroterion.randomization;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bytes that a key makes of a fixed input, without end: NIST SP 800-108r1 §4.1, the KDF in
 * counter mode with HMAC-SHA-256 and a 32-bit counter before the fixed input. They are made when
 * they are asked for. Not thread-safe: a stream belongs to the one computation that opened it.
 */
final class KeyStream implements Words {
  private static final String VERSION = "kleroterion/1";
  private static final String PRF = "HmacSHA256";
  private static final long LAST = 0xFFFF_FFFFL;

  private final Mac mac;
  private final ByteBuffer input;
  private long counter;
  private ByteBuffer output = ByteBuffer.allocate(0);

  /**
   * @param key of any length but 0
   * @param fixed the fixed input, as it is
   */
  KeyStream(byte[] key, byte[] fixed) {
    this(key, fixed, 0);
  }

  /**
   * @param counter how many outputs of the PRF to pass over, 0 to 2³² − 1
   */
  KeyStream(byte[] key, byte[] fixed, long counter) {
    this.mac = mac(key);
    this.input = ByteBuffer.allocate(Integer.BYTES + fixed.length).put(Integer.BYTES, fixed);
    this.counter = counter;
  }

  /** {@code stream(key, c1, …, cn)}; no component may have a line feed. */
  static KeyStream of(byte[] key, String... components) {
    for (String component : components) {
      // Two lists of components must never become the same input.
      if (component.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("A component has a line feed");
      }
    }
    String fixed = VERSION + "\n" + String.join("\n", components);
    return new KeyStream(key, fixed.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The next 4 bytes, big-endian.
   *
   * @throws IllegalStateException after 2³² − 1 outputs of the PRF
   */
  @Override
  public int next() {
    if (!output.hasRemaining()) {
      output = ByteBuffer.wrap(nextOutput());
    }
    return output.getInt();
  }

  /** The next bytes, a multiple of 4 of them. */
  byte[] take(int bytes) {
    ByteBuffer taken = ByteBuffer.allocate(bytes);
    while (taken.hasRemaining()) {
      taken.putInt(next());
    }
    return taken.array();
  }

  private byte[] nextOutput() {
    if (counter == LAST) {
      // A counter that wrapped would repeat the stream from its beginning.
      throw new IllegalStateException("The key stream has ended");
    }
    counter++;
    input.putInt(0, (int) counter);
    return mac.doFinal(input.array());
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(PRF);
      mac.init(new SecretKeySpec(key, PRF));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + PRF, e);
    }
  }
}
