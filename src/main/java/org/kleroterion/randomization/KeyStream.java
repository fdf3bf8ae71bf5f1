package org.kleroterion.randomization;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A stream of bytes that is derived from a key and a fixed input: NIST SP 800-108r1 §4.1, the KDF
 * in counter mode with HMAC-SHA-256 and a 32-bit counter before the fixed input. The bytes are
 * computed on demand. Not thread-safe: use a new stream for each computation.
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
   * @param key at least 1 byte
   * @param fixed the fixed input, used without change
   */
  KeyStream(byte[] key, byte[] fixed) {
    this(key, fixed, 0);
  }

  /**
   * @param counter the number of outputs of the PRF to skip, 0 to 2³² − 1
   */
  KeyStream(byte[] key, byte[] fixed, long counter) {
    this.mac = mac(key);
    this.input = ByteBuffer.allocate(Integer.BYTES + fixed.length).put(Integer.BYTES, fixed);
    this.counter = counter;
  }

  /** {@code stream(key, c1, …, cn)} of the algorithm; no component may contain a line feed. */
  static KeyStream of(byte[] key, String... components) {
    for (String component : components) {
      // With line feeds, two different lists of components could give the same input.
      if (component.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("A component contains a line feed");
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

  /**
   * The next bytes.
   *
   * @param bytes their number, a multiple of 4
   */
  byte[] take(int bytes) {
    ByteBuffer taken = ByteBuffer.allocate(bytes);
    while (taken.hasRemaining()) {
      taken.putInt(next());
    }
    return taken.array();
  }

  private byte[] nextOutput() {
    if (counter == LAST) {
      // If the counter overflowed, the stream would repeat from its start.
      throw new IllegalStateException("The key stream is exhausted");
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
