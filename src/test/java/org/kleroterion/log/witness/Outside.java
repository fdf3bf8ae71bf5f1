package org.kleroterion.log.witness;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;

/**
 * Tells the service under test of a witness and a timestamping authority, and publishes every
 * second. Nobody is there until a test starts them.
 */
public class Outside implements QuarkusTestResourceLifecycleManager {
  // The resource and the tests live in different class loaders: a text is all that passes between
  // them.
  private static final String PORT = "test.witness.port";
  private static final String PRIVATE = "test.witness.private";
  private static final String PUBLIC = "test.witness.public";
  private static final String AUTHORITY = "test.authority.port";

  @Override
  public Map<String, String> start() {
    KeyPair keys = WitnessStub.newKeys();
    System.setProperty(PORT, freePort());
    System.setProperty(AUTHORITY, freePort());
    System.setProperty(PRIVATE, Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
    System.setProperty(PUBLIC, Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
    return Map.of(
        "kleroterion.log.witnesses[0].url",
        "http://127.0.0.1:" + System.getProperty(PORT) + WitnessStub.PREFIX,
        "kleroterion.log.witnesses[0].key",
        WitnessStub.vkey(WitnessStub.NAME, keys),
        "kleroterion.log.timestamp-authority",
        "http://127.0.0.1:" + System.getProperty(AUTHORITY) + "/tsa",
        "kleroterion.log.publish-every",
        "1S",
        // A request that a test holds is not given up before the test has looked.
        "kleroterion.log.timeout",
        "60S");
  }

  @Override
  public void stop() {}

  /** The witness begins to listen. */
  public static WitnessStub witness() {
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      return WitnessStub.at(
          Integer.getInteger(PORT),
          new KeyPair(
              factory.generatePublic(new X509EncodedKeySpec(bytes(PUBLIC))),
              factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(PRIVATE)))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The authority begins to listen. */
  public static TimestampStub authority() {
    return TimestampStub.at(Integer.getInteger(AUTHORITY));
  }

  private static byte[] bytes(String property) {
    return Base64.getDecoder().decode(System.getProperty(property));
  }

  private static String freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return Integer.toString(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
