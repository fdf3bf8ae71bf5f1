package org.kleroterion.access;

import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import java.util.Collection;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;

/** A token whose signature and claims were accepted, with the caller that it describes. */
final class VerifiedToken extends JWTCallerPrincipal {
  private final JwtClaims claims;
  private final Caller caller;
  private final Set<String> groups;

  VerifiedToken(String type, String token, JwtClaims claims) {
    super(token, type);
    TokenClaims read = new TokenClaims(claims);
    this.claims = claims;
    this.caller = read.caller();
    this.groups = Set.copyOf(read.groups());
  }

  Caller caller() {
    return caller;
  }

  // SmallRye would take the name from claims that this service neither needs nor checks.
  @Override
  public String getName() {
    return caller.id();
  }

  @Override
  public Set<String> getGroups() {
    return groups;
  }

  @Override
  protected Collection<String> doGetClaimNames() {
    return claims.getClaimNames();
  }

  @Override
  protected @Nullable Object getClaimValue(String name) {
    return claims.getClaimValue(name);
  }
}
