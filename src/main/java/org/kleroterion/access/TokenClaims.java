package org.kleroterion.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** Reads the caller from the claims of a token whose signature was verified. */
final class TokenClaims {
  private final JwtClaims claims;

  TokenClaims(JwtClaims claims) {
    this.claims = claims;
  }

  /**
   * The caller. It has no role if {@code groups} names none; every endpoint then refuses it.
   *
   * @throws ClaimRefused if a claim is missing or cannot be read
   * @throws Caller.RolesConflict if one token must not have all these roles
   */
  Caller caller() {
    String id = sub();
    Set<Role> roles = EnumSet.noneOf(Role.class);
    groups().forEach(group -> Role.ofGroup(group).ifPresent(roles::add));
    return new Caller(id, roles, reach("trials"), reach("sites"));
  }

  /** The groups in the claim; empty if the claim is absent. */
  List<String> groups() {
    return claims.hasClaim("groups")
        ? texts("groups", "It must be an array of the caller's roles, such as [\"enroller\"].")
        : List.of();
  }

  private String sub() {
    @Nullable Object value = claims.getClaimValue("sub");
    Optional<String> fault =
        value instanceof String name ? PersonName.fault(name) : Optional.of(seen(value));
    if (fault.isPresent()) {
      throw new ClaimRefused(
          ProblemType.UNAUTHENTICATED,
          "sub",
          fault.get(),
          "It must name the caller in 1 to "
              + PersonName.LONGEST
              + " visible characters, because the trial's log records it.");
    }
    return String.valueOf(value);
  }

  private Reach reach(String name) {
    String needed =
        "It must be an array of the codes of the "
            + name
            + " that the token allows, or [\"*\"] for all of them.";
    List<String> codes = texts(name, needed);
    if (codes.isEmpty()) {
      throw new ClaimRefused(ProblemType.FORBIDDEN, name, "is an empty array", needed);
    }
    return Reach.of(codes);
  }

  // A claim is an array of strings or, as some providers map it, a single string.
  private List<String> texts(String name, String needed) {
    @Nullable Object value = claims.getClaimValue(name);
    List<?> values = value instanceof List<?> list ? list : List.of();
    if (value instanceof String) {
      values = List.of(value);
    }
    for (Object element : values) {
      if (!(element instanceof String text) || text.isBlank()) {
        String kind = element instanceof String ? "an empty string" : kind(element);
        throw new ClaimRefused(
            ProblemType.FORBIDDEN,
            name,
            value instanceof String ? "is " + kind : "is an array that contains " + kind,
            needed);
      }
    }
    if (!(value instanceof String || value instanceof List)) {
      throw new ClaimRefused(ProblemType.FORBIDDEN, name, seen(value), needed);
    }
    return values.stream().map(String.class::cast).toList();
  }

  private String seen(@Nullable Object value) {
    return value == null ? "is missing or null" : "is " + kind(value);
  }

  /** The value's kind in JSON; the value itself may be secret. */
  private static String kind(@Nullable Object value) {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "an array";
    }
    if (value instanceof Number) {
      return "a number";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    return value == null ? "null" : "a string";
  }

  /** A claim of a verified token is missing or cannot be read. */
  static final class ClaimRefused extends Refusal {
    private final String claim;

    ClaimRefused(ProblemType type, String claim, String seen, String needed) {
      super(type, "The token's claim '" + claim + "' " + seen + ". " + needed);
      this.claim = claim;
    }

    String claim() {
      return claim;
    }
  }
}
