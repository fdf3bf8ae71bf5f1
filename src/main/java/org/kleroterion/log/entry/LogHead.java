package org.kleroterion.log.entry;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hashes;

/** The head of one of a trial's logs: its size, its tree's frontier, the time of its last entry. */
@Entity
@Table(name = "log_head")
@IdClass(LogHead.Key.class)
public class LogHead {
  public @Id String trial;

  /** 1 for the trial's first log; each restart adds 1. */
  public @Id int number;

  public String origin;

  /** The position of the log's entry 0. */
  @Column(name = "first_position")
  public long first;

  public long size;
  byte[] frontier;

  @Column(name = "last_time")
  Instant lastTime;

  /** Whether another log has replaced this one. */
  public boolean ended;

  /** When the running transaction locked or created this head, by the database's clock. */
  public @Transient Instant lockedAt;

  /**
   * The time of the next entry, never before the last entry's: a log whose times run backwards
   * would look edited.
   */
  public Instant nextTime() {
    return lockedAt.isBefore(lastTime) ? lastTime : lockedAt;
  }

  /** A snapshot of this head. */
  public TreeHead tree() {
    return new TreeHead(id(), size, frontier, lastTime);
  }

  public void moveTo(Frontier frontier, Instant time) {
    size = frontier.size();
    this.frontier = Hashes.join(frontier.subtrees());
    lastTime = time;
  }

  public LogId id() {
    return new LogId(trial, number, origin, first);
  }

  record Key(String trial, int number) {}
}
