package org.kleroterion.gateway.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages with each secret of an endpoint (Standard Webhooks 1.0, symmetric). */
final class Secrets {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  private final List<SecretKeySpec> keys;

  private Secrets(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /**
   * @param text one or more secrets, separated by white space
   * @throws IllegalArgumentException if one is malformed; the message does not quote it
   */
  static Secrets read(String text) {
    List<SecretKeySpec> keys = new ArrayList<>();
    for (String secret : text.strip().split("\\s+", -1)) {
      byte[] key =
          secret.startsWith(PREFIX) ? decoded(secret.substring(PREFIX.length())) : new byte[0];
      if (key.length < SHORTEST || key.length > LONGEST) {
        throw new IllegalArgumentException(
            "must be 'whsec_' and the Base64 of " + SHORTEST + " to " + LONGEST + " bytes");
      }
      keys.add(new SecretKeySpec(key, ALGORITHM));
    }
    return new Secrets(keys);
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /**
   * The value of the header {@code webhook-signature}.
   *
   * @param id the value of the header {@code webhook-id}
   * @param seconds the value of the header {@code webhook-timestamp}, in seconds since 1970
   * @param body the exact bytes that are sent
   */
  String sign(String id, long seconds, byte[] body) {
    return keys.stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(mac(key, id, seconds, body)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] mac(SecretKeySpec key, String id, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }
}
