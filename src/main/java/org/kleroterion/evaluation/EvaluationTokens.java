package org.kleroterion.evaluation;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/** The token issuer of evaluation mode: who holds its key may play any role. */
final class EvaluationTokens {
  static final String ISSUER = "kleroterion-evaluation";
  static final String AUDIENCE = "kleroterion";

  /** Every role of the service; each has a token file. */
  static final List<String> ROLES =
      List.of("enroller", "edc", "auditor", "statistician", "manager");

  private static final Duration LIFE = Duration.ofDays(90);

  private final TokenKey key;
  private final InstantSource clock;
  private final SecureRandom random;

  EvaluationTokens(TokenKey key, InstantSource clock, SecureRandom random) {
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A signed JWT for one role, good for 90 days.
   *
   * @param trials the trials it reaches; {@code *} is every one
   * @param sites the sites it reaches; {@code *} is every one
   * @throws EvaluationRefused if there is no such role
   */
  String issue(String role, List<String> trials, List<String> sites) {
    if (!ROLES.contains(role)) {
      throw new EvaluationRefused(
          "there is no role '" + role + "'; the roles are " + String.join(", ", ROLES));
    }
    Instant now = clock.instant();
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(AUDIENCE);
    claims.setSubject("evaluation-" + role);
    claims.setStringListClaim("groups", role);
    claims.setStringListClaim("trials", trials);
    claims.setStringListClaim("sites", sites);
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(now.plus(LIFE).getEpochSecond()));
    claims.setJwtId(randomId());
    return sign(claims);
  }

  /** Whether the token is of this key and holds for another day, so that nobody's session ends. */
  boolean isCurrent(String token) {
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setVerificationKey(key.publicKey())
            .setExpectedIssuer(ISSUER)
            .setExpectedAudience(AUDIENCE)
            .setRequireExpirationTime()
            .setEvaluationTime(
                NumericDate.fromSeconds(clock.instant().plus(Duration.ofDays(1)).getEpochSecond()))
            .build();
    try {
      consumer.processToClaims(token);
      return true;
    } catch (InvalidJwtException e) {
      return false;
    }
  }

  private String sign(JwtClaims claims) {
    // jose4j rather than SmallRye's builder: that one reads MicroProfile Config, which would be
    // fixed here, before evaluation has set the profile.
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signature.setHeader("typ", "JWT");
    signature.setPayload(claims.toJson());
    signature.setKey(key.privateKey());
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("this Java cannot sign with RS256", e);
    }
  }

  private String randomId() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
