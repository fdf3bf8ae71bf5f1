package org.kleroterion.api;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The key pair of the issuer that the service under test trusts. */
public final class TestKeys {
  // The resource that starts the service and the tests live in different class loaders.
  private static final String PRIVATE = "test.issuer.private";
  private static final String PUBLIC = "test.issuer.public";

  private TestKeys() {}

  static void make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair keys = generator.generateKeyPair();
      System.setProperty(
          PRIVATE, Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
      System.setProperty(
          PUBLIC,
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
              + "\n-----END PUBLIC KEY-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static PrivateKey privateKey() {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getDecoder().decode(System.getProperty(PRIVATE))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key's file, as the service reads it. */
  public static String publicPem() {
    return System.getProperty(PUBLIC);
  }
}
