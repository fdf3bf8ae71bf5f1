package org.kleroterion.gateway.redcap;

import java.util.Collections;
import java.util.Set;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;

/**
 * A REDCap project whose records are randomized.
 *
 * @param name in the trigger's URL
 * @param projectId REDCap's own number of it
 */
record Project(String name, long projectId, Secret secret, RecordApi api, ProjectMapping mapping) {
  private static final String PREFIX = "redcap.";

  /** The name's place in the queue. */
  String destination() {
    return PREFIX + name;
  }

  /** Whether that is where something is to be brought. */
  boolean isAt(String trial, String destination) {
    return destination.equals(destination()) && trial.equals(mapping.trial());
  }

  /** Whether a subject could belong to both. */
  boolean overlaps(Project other) {
    return mapping.trial().equals(other.mapping.trial())
        && !Collections.disjoint(mapping.sites().values(), other.mapping.sites().values());
  }

  /** In the log it is another than a token's {@code sub}. Its sites are those that it maps. */
  Caller caller() {
    return new Caller(
        "redcap:" + name,
        Set.of(Role.EDC),
        new Reach(false, Set.of(mapping.trial())),
        new Reach(false, Set.copyOf(mapping.sites().values())));
  }
}
