package org.kleroterion.log.entry;

import java.util.List;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.access.PersonName;

/**
 * Who caused an entry.
 *
 * @param id the caller's {@code sub}, or {@code kleroterion} for what the service does by itself
 * @param roles the roles that the caller had
 * @param requestedBy the person on whose behalf a system account acted
 */
public record Actor(String id, List<String> roles, Optional<String> requestedBy) {
  /** The service itself. */
  public static final Actor SERVICE =
      new Actor(PersonName.SERVICE, List.of("service"), Optional.empty());

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
