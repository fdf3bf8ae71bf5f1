package org.kleroterion.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The pause and failure state of another system. No row exists before a first failure or pause. */
@Entity
@Table(name = "destination")
@IdClass(Destination.Key.class)
class Destination {
  @Id String trial;
  @Id String name;

  /** Consecutive attempts after which the destination was unavailable. */
  int failures;

  @Column(name = "paused_until")
  @Nullable Instant pausedUntil;

  /** Paused until a manager resumes it. */
  boolean held;

  @Nullable String problem;

  boolean isPaused(Instant now) {
    return held || (pausedUntil != null && now.isBefore(pausedUntil));
  }

  void resume() {
    failures = 0;
    pausedUntil = null;
    held = false;
    problem = null;
  }

  record Key(String trial, String name) {}
}
