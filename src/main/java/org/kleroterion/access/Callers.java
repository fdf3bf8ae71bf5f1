package org.kleroterion.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/** Gives the caller whom the verified token describes. */
@RequestScoped
public class Callers {
  private final SecurityIdentity identity;

  Callers(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** The caller. Only for endpoints that require a role, and therefore a token. */
  public Caller current() {
    return ((VerifiedToken) identity.getPrincipal()).caller();
  }
}
