package org.kleroterion.log.checkpoint;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** The timestamping authority's response for one checkpoint. */
@Entity
@Immutable
@Table(name = "log_timestamp")
@IdClass(PublishedCheckpoint.Key.class)
public class CheckpointTimestamp {
  @Id String trial;
  @Id int number;
  public @Id long size;

  /** An RFC 3161 TimeStampResp in DER, as received. */
  public byte[] response;

  @Column(name = "received_at")
  Instant time;
}
