package org.kleroterion.access;

import java.util.Collection;
import java.util.Set;

/**
 * The trials or sites that a token allows.
 *
 * @param everywhere whether the claim contains {@code *}, which allows all of them
 * @param codes the codes in the claim
 */
public record Reach(boolean everywhere, Set<String> codes) {
  public Reach {
    codes = Set.copyOf(codes);
  }

  static Reach of(Collection<String> claim) {
    return new Reach(claim.contains("*"), Set.copyOf(claim));
  }

  public boolean includes(String code) {
    return everywhere || codes.contains(code);
  }
}
