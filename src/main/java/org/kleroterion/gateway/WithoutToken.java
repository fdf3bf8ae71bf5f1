package org.kleroterion.gateway;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.problem.Refusal;

/**
 * A refusal for a caller that has no token but an account or project in the settings. Its text
 * names the setting where the text for other callers names a claim of their token.
 */
public final class WithoutToken extends Refusal {
  private static final Pattern CLAIM = Pattern.compile("([Tt])he token's claim ('[a-z]+')");

  private WithoutToken(Refusal refusal, String detail) {
    super(refusal.type(), detail, refusal.violations());
    refusal.members().forEach(this::member);
  }

  /**
   * @param setting what limits the caller, after an article: {@code account's setting}
   */
  public static Refusal of(Refusal refusal, String setting) {
    Matcher claim = CLAIM.matcher(refusal.detail());
    return claim.find()
        ? new WithoutToken(refusal, claim.replaceAll("$1he " + setting + " $2"))
        : refusal;
  }
}
