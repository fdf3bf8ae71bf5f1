package org.kleroterion.access;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.DefaultJWTTokenParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/**
 * SmallRye's verification of tokens with {@link IssuerKeys} in place of its own cache. That one
 * takes whatever the issuer answers first for its keys until the service is started anew, lets
 * callers wait for minutes for an issuer that hangs, and tells nobody.
 */
@Alternative
@Priority(1)
@Singleton
class VerifiedTokens extends JWTCallerPrincipalFactory {
  private final TokenKeys keys;
  private final Parser parser = new Parser();

  VerifiedTokens(TokenKeys keys) {
    this.keys = keys;
  }

  /**
   * @throws ParseException if the token is not accepted
   * @throws IssuerUnreachable if no token can be verified now
   */
  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo rules) throws ParseException {
    if (!keys.issuer().map(IssuerKeys::known).orElse(true)) {
      throw new IssuerUnreachable();
    }
    JwtContext verified = parser.parse(token, rules);
    String type = verified.getJoseObjects().get(0).getHeader("typ");
    return new DefaultJWTCallerPrincipal(type, verified.getJwtClaims());
  }

  private final class Parser extends DefaultJWTTokenParser {
    @Override
    protected VerificationKeyResolver getVerificationKeyResolver(JWTAuthContextInfo rules)
        throws UnresolvableKeyException {
      return keys.issuer().isPresent()
          ? keys.issuer().get()
          : super.getVerificationKeyResolver(rules);
    }
  }

  /** A token may be good, and nobody can say so before the issuer has given its keys. */
  static final class IssuerUnreachable extends Refusal {
    IssuerUnreachable() {
      super(
          ProblemType.SERVICE_UNAVAILABLE,
          "The token issuer's keys are not known yet, so that no token can be verified. Nothing was"
              + " done; send the same again.");
    }
  }
}
