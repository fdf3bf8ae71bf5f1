package org.kleroterion.api;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Real tokens, signed by the issuer that the service under test trusts. */
public final class Tokens {
  public static final String ISSUER = "https://issuer.test";
  public static final String AUDIENCE = "kleroterion";

  private static final Map<List<String>, String> SIGNED = new ConcurrentHashMap<>();

  private Tokens() {}

  public static String enroller() {
    return of("enroller");
  }

  public static String edc() {
    return of("edc");
  }

  public static String auditor() {
    return of("auditor");
  }

  public static String statistician() {
    return of("statistician");
  }

  public static String manager() {
    return of("manager");
  }

  /** A token with these groups that reaches every trial and site. */
  public static String of(String... groups) {
    // Signed once: a signature costs more than the rest of a request.
    return SIGNED.computeIfAbsent(List.of(groups), known -> sign(claims(groups)));
  }

  /** A token with this group that reaches every trial, but these sites only. */
  public static String at(String group, String... sites) {
    return sign(claims(group).claim("sites", List.of(sites)));
  }

  /** Claims that would do, to be spoilt. */
  public static JwtClaimsBuilder claims(String... groups) {
    return Jwt.issuer(ISSUER)
        .audience(AUDIENCE)
        .subject(String.join("-", groups) + "-1")
        .groups(Set.of(groups))
        .claim("trials", List.of("*"))
        .claim("sites", List.of("*"))
        .expiresIn(Duration.ofHours(1));
  }

  public static String sign(JwtClaimsBuilder claims) {
    return claims.sign(TestKeys.privateKey());
  }
}
