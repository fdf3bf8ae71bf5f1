package org.kleroterion.problem;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exception for a request that the service refuses. Each package defines its own subclasses;
 * each carries a {@link ProblemType}.
 */
public abstract class Refusal extends RuntimeException {
  private final ProblemType type;
  private final transient List<Violation> violations;
  private final transient Map<String, Object> members = new LinkedHashMap<>();

  /**
   * @param detail one or two sentences for a person: what is wrong and how to correct it
   */
  protected Refusal(ProblemType type, String detail, List<Violation> violations) {
    // A refusal is a normal answer, so a stack trace would only cost time.
    super(detail, null, false, false);
    this.type = type;
    this.violations = List.copyOf(violations);
  }

  protected Refusal(ProblemType type, String detail) {
    this(type, detail, List.of());
  }

  /** Adds an additional member to the problem (RFC 9457 §3.2). */
  protected final void member(String name, Object value) {
    members.put(name, value);
  }

  public final ProblemType type() {
    return type;
  }

  public final String detail() {
    return String.valueOf(getMessage());
  }

  /**
   * What the operator reads in the service's output; more than the caller is told, where needed.
   */
  public String reason() {
    return detail();
  }

  public final List<Violation> violations() {
    return violations;
  }

  /** The additional members, in the order in which they were added. */
  public final Map<String, Object> members() {
    return Collections.unmodifiableMap(members);
  }
}
