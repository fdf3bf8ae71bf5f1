package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * The RSA key that signs the tokens of evaluation mode with RS256, the default of MicroProfile JWT.
 * Its text is PEM as in RFC 7468.
 */
record TokenKey(PrivateKey privateKey, PublicKey publicKey) {
  private static final int BITS = 2048;

  static TokenKey generate(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(BITS, random);
    var pair = generator.generateKeyPair();
    return new TokenKey(pair.getPrivate(), pair.getPublic());
  }

  /**
   * Reads the text that {@link #privatePem} wrote. The public key is derived from the private key,
   * so that the two always match.
   *
   * @throws GeneralSecurityException if it is not an RSA private key in PKCS#8 PEM
   */
  static TokenKey parse(String privatePem) throws GeneralSecurityException {
    KeyFactory rsa = KeyFactory.getInstance("RSA");
    try {
      byte[] der = Base64.getMimeDecoder().decode(privatePem.replaceAll("-----[A-Z ]+-----", ""));
      var key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
      var publicSpec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
      return new TokenKey(key, rsa.generatePublic(publicSpec));
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new GeneralSecurityException("not an RSA private key in PKCS#8 PEM", e);
    }
  }

  String privatePem() {
    return pem("PRIVATE KEY", privateKey);
  }

  String publicPem() {
    return pem("PUBLIC KEY", publicKey);
  }

  /** Without this method, the record would print its private key. */
  @Override
  public String toString() {
    return "TokenKey";
  }

  private static String pem(String label, Key key) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded());
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
