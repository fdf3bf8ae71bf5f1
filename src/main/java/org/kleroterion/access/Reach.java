package org.kleroterion.access;

import java.util.Collection;
import java.util.Set;

/**
 * Which trials or sites a token reaches.
 *
 * @param everywhere whether the claim held {@code *}
 * @param codes the codes that it named; nothing is reached where the claim was absent
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
