package org.kleroterion.log;

import java.util.List;
import java.util.Optional;
import org.kleroterion.access.Caller;

/**
 * Who did it.
 *
 * @param id the caller's {@code sub}, or {@code kleroterion} for what the service does at its start
 * @param roles the roles that the caller had
 * @param requestedBy the person for whom a system account acted
 */
public record Actor(String id, List<String> roles, Optional<String> requestedBy) {
  /** What the service does by itself, at its start. */
  public static final Actor SERVICE =
      new Actor("kleroterion", List.of("service"), Optional.empty());

  public Actor {
    roles = List.copyOf(roles);
  }

  public static Actor of(Caller caller) {
    return of(caller, Optional.empty());
  }

  public static Actor of(Caller caller, Optional<String> requestedBy) {
    return new Actor(caller.id(), List.copyOf(caller.groups()), requestedBy);
  }
}
