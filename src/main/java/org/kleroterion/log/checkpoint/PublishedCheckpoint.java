package org.kleroterion.log.checkpoint;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A checkpoint stored in the database, to be cosigned and timestamped. */
@Entity
@Immutable
@Table(name = "log_checkpoint")
@IdClass(PublishedCheckpoint.Key.class)
public class PublishedCheckpoint {
  @Id String trial;
  @Id int number;
  public @Id long size;

  /** The signed note, without cosignatures. */
  public String note;

  @Column(name = "published_at")
  Instant time;

  record Key(String trial, int number, long size) {}
}
