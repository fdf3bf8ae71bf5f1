package org.kleroterion.gateway.redcap;

import java.util.Collections;
import java.util.Set;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;

/**
 * A REDCap project whose records are randomized.
 *
 * @param name its name in the settings and in the trigger's URL
 * @param projectId REDCap's number of the project ({@code pid})
 */
record Project(String name, long projectId, Secret secret, RecordApi api, ProjectMapping mapping) {
  private static final String PREFIX = "redcap.";

  /** Its destination in the queue, such as {@code redcap.wlrt}. */
  String destination() {
    return PREFIX + name;
  }

  /** Whether deliveries of this trial and destination are for this project. */
  boolean isAt(String trial, String destination) {
    return destination.equals(destination()) && trial.equals(mapping.trial());
  }

  /** Whether both projects have a site of the same trial in common. */
  boolean overlaps(Project other) {
    return mapping.trial().equals(other.mapping.trial())
        && !Collections.disjoint(mapping.sites().values(), other.mapping.sites().values());
  }

  /**
   * The caller that acts for the project, with the role {@code edc} at the sites of the mapping.
   * The prefix {@code redcap:} keeps its name in the log apart from a token's {@code sub}.
   */
  Caller caller() {
    return new Caller(
        "redcap:" + name,
        Set.of(Role.EDC),
        new Reach(false, Set.of(mapping.trial())),
        new Reach(false, Set.copyOf(mapping.sites().values())));
  }
}
