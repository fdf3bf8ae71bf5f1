package org.kleroterion.access;

import java.util.Locale;
import java.util.Optional;

/**
 * A role that a token's claim {@code groups} grants. The string constants are the groups' names,
 * for use in annotations.
 */
public enum Role {
  ENROLLER,
  EDC,
  AUDITOR,
  STATISTICIAN,
  MANAGER;

  public static final String ENROLLER_GROUP = "enroller";
  public static final String EDC_GROUP = "edc";
  public static final String AUDITOR_GROUP = "auditor";
  public static final String STATISTICIAN_GROUP = "statistician";
  public static final String MANAGER_GROUP = "manager";

  /** The names of all groups, separated by commas. */
  public static final String GROUPS =
      ENROLLER_GROUP
          + ", "
          + EDC_GROUP
          + ", "
          + AUDITOR_GROUP
          + ", "
          + STATISTICIAN_GROUP
          + ", "
          + MANAGER_GROUP;

  /** The role of a group, or empty if the group has no meaning here. */
  static Optional<Role> ofGroup(String group) {
    for (Role role : values()) {
      if (role.group().equals(group)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  /** The group's name in the token. */
  public String group() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean enrols() {
    return this == ENROLLER || this == EDC;
  }

  /** Whether the role sees the log or the schedule, which help to predict arms. */
  boolean seesAhead() {
    return this == AUDITOR || this == STATISTICIAN;
  }
}
