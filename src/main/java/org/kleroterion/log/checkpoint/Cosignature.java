package org.kleroterion.log.checkpoint;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A witness's signature on a checkpoint. */
@Entity
@Immutable
@Table(name = "log_cosignature")
@IdClass(Cosignature.Key.class)
class Cosignature {
  @Id String trial;
  @Id int number;
  @Id long size;

  /** The name of the witness's key. */
  @Id String witness;

  /** The signature line, verified. */
  String signature;

  @Column(name = "received_at")
  Instant time;

  record Key(String trial, int number, long size, String witness) {}
}
