package org.kleroterion.access;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** Reads the caller from the verified token. */
@RequestScoped
public class Callers {
  private static final int LONGEST_ID = 255;

  private final JsonWebToken token;

  Callers(JsonWebToken token) {
    this.token = token;
  }

  /**
   * @throws SubjectMissing if the token's {@code sub} cannot be recorded in the audit trail
   * @throws Caller.RolesConflict if one role enrols and another sees data that helps to predict
   *     arms
   */
  public Caller current() {
    String id = token.getSubject();
    if (id == null
        || id.isBlank()
        || id.length() > LONGEST_ID
        || id.codePoints().anyMatch(Character::isISOControl)) {
      throw new SubjectMissing();
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    token.getGroups().forEach(group -> Role.ofGroup(group).ifPresent(roles::add));
    return new Caller(id, roles, Reach.of(claim("trials")), Reach.of(claim("sites")));
  }

  private List<String> claim(String name) {
    return strings(token.getClaim(name));
  }

  // A claim is an array of strings or, as some providers map it, a single string.
  private static List<String> strings(@Nullable Object claim) {
    List<String> strings = new ArrayList<>();
    if (claim instanceof JsonString string) {
      strings.add(string.getString());
    } else if (claim instanceof String string) {
      strings.add(string);
    } else if (claim instanceof JsonArray array) {
      array.forEach(element -> strings.addAll(strings(element)));
    } else if (claim instanceof Collection<?> collection) {
      collection.forEach(element -> strings.addAll(strings(element)));
    }
    return strings;
  }

  /** A token whose {@code sub} cannot be recorded in the audit trail. */
  static final class SubjectMissing extends Refusal {
    SubjectMissing() {
      super(
          ProblemType.UNAUTHENTICATED,
          "The token's claim 'sub' must name the caller in 1 to "
              + LONGEST_ID
              + " printable characters.");
    }
  }
}
