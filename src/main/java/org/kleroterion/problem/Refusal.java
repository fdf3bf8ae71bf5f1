package org.kleroterion.problem;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the service will not do, and why: each room has its own, and each carries a {@link
 * ProblemType}.
 */
public abstract class Refusal extends RuntimeException {
  private final ProblemType type;
  private final transient List<Violation> violations;
  private final transient Map<String, Object> members = new LinkedHashMap<>();

  /**
   * @param detail one or two sentences for a person: what is wrong and what would mend it
   */
  protected Refusal(ProblemType type, String detail, List<Violation> violations) {
    // A refusal is an answer, not a fault: without a stack trace it costs nothing.
    super(detail, null, false, false);
    this.type = type;
    this.violations = List.copyOf(violations);
  }

  protected Refusal(ProblemType type, String detail) {
    this(type, detail, List.of());
  }

  /** Adds a member of its own to the problem (RFC 9457 §3.2). */
  protected final void member(String name, Object value) {
    members.put(name, value);
  }

  public final ProblemType type() {
    return type;
  }

  public final String detail() {
    return String.valueOf(getMessage());
  }

  public final List<Violation> violations() {
    return violations;
  }

  /** The members of this occurrence's own, in the order in which they were added. */
  public final Map<String, Object> members() {
    return Collections.unmodifiableMap(members);
  }
}
