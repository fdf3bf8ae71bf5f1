package org.kleroterion.access;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTTokenParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.kleroterion.problem.LimitedLog;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Unavailable;
import org.kleroterion.settings.Settings;

/**
 * Verifies tokens with jose4j and {@link IssuerKeys}, in place of SmallRye's own parser. That
 * parser accepts the issuer's first answer as its keys until the service restarts, lets callers
 * wait for minutes if the issuer hangs, and fails at claims of another kind than it expects.
 *
 * <p>The caller of a refused token reads only what can be wrong with a token; the output says which
 * it was.
 */
@Alternative
@Priority(1)
@Singleton
class VerifiedTokens extends JWTCallerPrincipalFactory {
  private static final Logger LOG = Logger.getLogger(VerifiedTokens.class);
  private static final int CLOCK_SKEW_SECONDS = 60;

  private final LimitedLog lines = new LimitedLog(LOG, System::nanoTime);
  private final TokenKeys keys;
  private final Optional<Duration> longestLifetime;
  private final FileKeys fileKeys = new FileKeys();

  VerifiedTokens(TokenKeys keys, Settings settings) {
    this.keys = keys;
    this.longestLifetime = settings.token().longestLifetime();
  }

  /**
   * @throws ParseException if the token is not accepted
   * @throws TokenClaims.ClaimRefused if a claim about the caller is missing or cannot be read
   * @throws Caller.RolesConflict if one token must not have all its roles
   * @throws IssuerUnreachable if no token can be verified now
   */
  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo rules) throws ParseException {
    if (!keys.issuer().map(IssuerKeys::known).orElse(true)) {
      throw new IssuerUnreachable();
    }
    try {
      JwtContext verified = consumer(rules).process(token);
      requireShortLife(verified.getJwtClaims());
      String type = verified.getJoseObjects().get(0).getHeader("typ");
      return new VerifiedToken(type, token, verified.getJwtClaims());
    } catch (InvalidJwtException e) {
      throw refused(TokenFault.of(token, e));
    } catch (UnresolvableKeyException e) {
      throw refused(new TokenFault("keys", "the keys in kleroterion.token.keys cannot be read"));
    } catch (Refusal refusal) {
      lines.log(Logger.Level.WARN, kind(refusal), "Refused a token: " + refusal.reason());
      throw refusal;
    }
  }

  private static String kind(Refusal refusal) {
    return refusal instanceof TokenClaims.ClaimRefused refused
        ? refused.claim()
        : refusal.type().slug();
  }

  private ParseException refused(TokenFault fault) {
    lines.log(Logger.Level.WARN, fault.kind(), "Refused a token: " + fault.cause());
    return new ParseException(fault.cause());
  }

  private JwtConsumer consumer(JWTAuthContextInfo rules) throws UnresolvableKeyException {
    JwtConsumerBuilder consumer =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(resolver(rules))
            .setJwsAlgorithmConstraints(
                ConstraintType.PERMIT,
                rules.getSignatureAlgorithm().stream()
                    .map(SignatureAlgorithm::getAlgorithm)
                    .toArray(String[]::new))
            .setRequireExpirationTime()
            .setRequireIssuedAt()
            .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
            .setExpectedIssuer(rules.getIssuedBy())
            .setExpectedAudience(rules.getExpectedAudience().toArray(String[]::new));
    if (rules.isRelaxVerificationKeyValidation()) {
      consumer.setRelaxVerificationKeyValidation();
    }
    if (longestLifetime.isPresent()) {
      // A token that seems to be issued tomorrow would live for a day longer than its lifetime.
      consumer.setIssuedAtRestrictions(0, Integer.MAX_VALUE);
    }
    return consumer.build();
  }

  private void requireShortLife(JwtClaims claims) throws ParseException {
    if (longestLifetime.isEmpty()) {
      return;
    }
    try {
      long seconds = claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue();
      if (seconds > longestLifetime.get().toSeconds()) {
        throw refused(
            new TokenFault(
                "lifetime",
                "it is valid for "
                    + seconds
                    + " s, longer than kleroterion.token.longest-lifetime allows ("
                    + longestLifetime.get().toSeconds()
                    + " s)"));
      }
    } catch (MalformedClaimException e) {
      throw refused(TokenFault.malformed("its claims 'exp' and 'iat' cannot be read"));
    }
  }

  private VerificationKeyResolver resolver(JWTAuthContextInfo rules)
      throws UnresolvableKeyException {
    return keys.issuer().isPresent()
        ? keys.issuer().get()
        : fileKeys.getVerificationKeyResolver(rules);
  }

  /** SmallRye's reader of the keys in a file. */
  private static final class FileKeys extends DefaultJWTTokenParser {
    @Override
    protected VerificationKeyResolver getVerificationKeyResolver(JWTAuthContextInfo rules)
        throws UnresolvableKeyException {
      if (rules.getPublicVerificationKey() != null) {
        return (token, nesting) -> rules.getPublicVerificationKey();
      }
      return super.getVerificationKeyResolver(rules);
    }
  }

  /** No token can be verified, because the issuer's keys have not been fetched yet. */
  static final class IssuerUnreachable extends Unavailable {
    IssuerUnreachable() {
      super(
          "The token issuer's keys are not known yet, so no token can be verified. Nothing was"
              + " done. Send the same request again.",
          "The token issuer's keys have not been fetched yet, so no request is accepted.");
    }
  }
}
