package org.kleroterion.evaluation;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
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
import org.kleroterion.access.Role;

/** The token issuer of evaluation mode. Its key can sign a token for every role. */
final class EvaluationTokens {
  static final String ISSUER = "kleroterion-evaluation";
  static final String AUDIENCE = "kleroterion";

  /** All roles of the service. There is a token file for each. */
  static final List<String> ROLES = Arrays.stream(Role.values()).map(Role::group).toList();

  private static final Duration LIFETIME = Duration.ofDays(90);

  private final TokenKey key;
  private final InstantSource clock;
  private final SecureRandom random;

  EvaluationTokens(TokenKey key, InstantSource clock, SecureRandom random) {
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A signed JWT for one role, valid for 90 days.
   *
   * @param trials the codes of the trials that it reaches, or {@code *} for all
   * @param sites the codes of the sites that it reaches, or {@code *} for all
   * @throws EvaluationRefused if the role does not exist
   */
  String issue(String role, List<String> trials, List<String> sites) {
    if (!ROLES.contains(role)) {
      throw new EvaluationRefused("there is no role '" + role + "'; the roles are " + Role.GROUPS);
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
    claims.setExpirationTime(NumericDate.fromSeconds(now.plus(LIFETIME).getEpochSecond()));
    claims.setJwtId(randomId());
    return sign(claims);
  }

  /** Whether the token was signed with this key and is valid for at least one more day. */
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
    // Not with SmallRye's JWT builder: it reads MicroProfile Config, and the configuration would be
    // loaded here, before evaluation mode has set the profile.
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
