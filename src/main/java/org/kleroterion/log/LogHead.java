package org.kleroterion.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The end of a trial's log: how many entries it has, and when the last was made. */
@Entity
@Table(name = "log_head")
class LogHead {
  @Id String trial;
  long size;

  @Column(name = "last_time")
  Instant lastTime;
}
