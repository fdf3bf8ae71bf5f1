package org.kleroterion.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hashes;

/** The end of one of a trial's logs: how large it is, its tree's edge, when the last entry was. */
@Entity
@Table(name = "log_head")
@IdClass(LogHead.Key.class)
class LogHead {
  @Id String trial;

  /** 1, and one more after every restart. */
  @Id int number;

  String origin;

  /** The position of the log's entry 0. */
  @Column(name = "first_position")
  long first;

  long size;
  byte[] frontier;

  @Column(name = "last_time")
  Instant lastTime;

  /** Whether another log has taken its place. */
  boolean ended;

  /** When the running transaction locked or made it, by the database's clock. */
  @Transient Instant lockedAt;

  /** When the next entry is: a log whose times run backwards would look edited. */
  Instant nextTime() {
    return lockedAt.isBefore(lastTime) ? lastTime : lockedAt;
  }

  TreeHead tree() {
    return new TreeHead(id(), size, frontier, lastTime);
  }

  void moveTo(Frontier edge, Instant time) {
    size = edge.size();
    frontier = Hashes.join(edge.subtrees());
    lastTime = time;
  }

  LogId id() {
    return new LogId(trial, number, origin, first);
  }

  record Key(String trial, int number) {}
}
