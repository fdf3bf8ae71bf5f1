package org.kleroterion.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** What a timestamping authority answered for a checkpoint. */
@Entity
@Immutable
@Table(name = "log_timestamp")
@IdClass(PublishedCheckpoint.Key.class)
class CheckpointTimestamp {
  @Id String trial;
  @Id int number;
  @Id long size;

  /** RFC 3161 TimeStampResp, DER. */
  byte[] response;

  @Column(name = "received_at")
  Instant time;
}
