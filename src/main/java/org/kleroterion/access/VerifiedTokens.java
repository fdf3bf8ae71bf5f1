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
import org.kleroterion.problem.Unavailable;

/**
 * SmallRye's verification of tokens with {@link IssuerKeys} instead of SmallRye's own key cache.
 * That cache accepts the issuer's first answer as its keys until the service restarts, lets callers
 * wait for minutes if the issuer hangs, and reports neither.
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
