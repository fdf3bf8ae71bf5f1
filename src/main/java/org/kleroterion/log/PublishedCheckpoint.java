package org.kleroterion.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A checkpoint that was kept and shown to witnesses. */
@Entity
@Immutable
@Table(name = "log_checkpoint")
@IdClass(PublishedCheckpoint.Key.class)
class PublishedCheckpoint {
  @Id String trial;
  @Id int number;
  @Id long size;

  /** The signed note, without cosignatures. */
  String note;

  @Column(name = "published_at")
  Instant time;

  record Key(String trial, int number, long size) {}
}
