package org.kleroterion.access;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.JoseException;

/** A JWK set (RFC 7517) at a URL. */
final class JwkSetUrl implements IssuerKeys.JwkSet {
  /**
   * How long a request with an unknown key waits for a fetch. It must be longer than a fetch can
   * take if the issuer does not answer: two timeouts of 2 s.
   */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final int TIMEOUT_MILLIS = 2_000;

  private final String url;
  private final String algorithm;
  private final String keyType;
  private final Get http = new Get();

  /**
   * @param algorithm the signature algorithm of accepted tokens, such as {@code RS256}
   */
  JwkSetUrl(String url, String algorithm) {
    this.url = url;
    this.algorithm = algorithm;
    this.keyType = keyType(algorithm);
    http.setConnectTimeout(TIMEOUT_MILLIS);
    http.setReadTimeout(TIMEOUT_MILLIS);
    // No retries here: a waiting request would wait for all of them. The caller retries later.
    http.setRetries(0);
  }

  private static String keyType(String algorithm) {
    try {
      return AlgorithmFactoryFactory.getInstance()
          .getJwsAlgorithmFactory()
          .getAlgorithm(algorithm)
          .getKeyType();
    } catch (InvalidAlgorithmException e) {
      throw new IllegalArgumentException("there is no signature algorithm " + algorithm, e);
    }
  }

  @Override
  public String where() {
    // Remove a password from the URL: it must not get into the service's log.
    return url.replaceFirst("//[^/@]*@", "//");
  }

  @Override
  public List<PublicJsonWebKey> fetch() throws IOException {
    String body = get();
    try {
      return new JsonWebKeySet(body)
          .getJsonWebKeys().stream()
              // This drops symmetric keys: a published secret verifies nothing.
              .filter(PublicJsonWebKey.class::isInstance)
              .map(PublicJsonWebKey.class::cast)
              .filter(this::isForTokens)
              .toList();
    } catch (JoseException | ClassCastException e) {
      throw new IOException("its answer is not a JWK set", e);
    }
  }

  private boolean isForTokens(PublicJsonWebKey key) {
    return keyType.equals(key.getKeyType())
        && Optional.ofNullable(key.getUse()).map(Use.SIGNATURE::equals).orElse(true)
        && Optional.ofNullable(key.getAlgorithm()).map(algorithm::equals).orElse(true);
  }

  private String get() throws IOException {
    try {
      return http.get(url).getBody();
    } catch (UnknownHostException e) {
      throw new IOException("its host has no address", e);
    } catch (ConnectException e) {
      throw new IOException("the connection is refused", e);
    } catch (SocketTimeoutException e) {
      throw new IOException("it does not answer within " + TIMEOUT_MILLIS + " ms", e);
    } catch (SSLException e) {
      throw new IOException(
          "its TLS certificate is not trusted by this Java: " + e.getMessage(), e);
    }
  }
}
