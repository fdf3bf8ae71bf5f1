package org.kleroterion.gateway.events;

import java.util.Arrays;
import java.util.Optional;
import org.kleroterion.log.entry.EntryType;

/** The types of events that endpoints can receive. */
enum EventType {
  ALLOCATION_ISSUED("allocation.issued"),
  ASSESSMENT_RECORDED("assessment.recorded"),
  TRIAL_STATUS_CHANGED("trial.status.changed");

  private final String type;

  EventType(String type) {
    this.type = "org.kleroterion." + type;
  }

  /** The CloudEvents attribute {@code type}. */
  String type() {
    return type;
  }

  /** The type of event for an entry; empty if no event is sent for it. */
  static Optional<EventType> of(EntryType entry) {
    return switch (entry) {
      // The second is an allocation from a sealed list, made while the service was down.
      case ALLOCATION_ISSUED, EMERGENCY_ALLOCATION_RECORDED -> Optional.of(ALLOCATION_ISSUED);
      case ASSESSMENT_RECORDED -> Optional.of(ASSESSMENT_RECORDED);
      case STATUS_CHANGED -> Optional.of(TRIAL_STATUS_CHANGED);
      default -> Optional.empty();
    };
  }

  static Optional<EventType> called(String type) {
    return Arrays.stream(values()).filter(event -> event.type.equals(type)).findFirst();
  }
}
