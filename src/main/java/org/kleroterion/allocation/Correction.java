package org.kleroterion.allocation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * What was found wrong about an allocation afterwards; it stands beside it and changes nothing in
 * it.
 */
@Entity
@Immutable
@Table(name = "correction")
@IdClass(Correction.Key.class)
class Correction {
  @Id String trial;
  @Id String subject;

  /** 1-based within the subject. */
  @Id int sequence;

  @Column(name = "entry_index")
  long entryIndex;

  @Enumerated(EnumType.STRING)
  CorrectionKind kind;

  String reason;
  @Nullable String stratum;
  @Nullable String screening;

  @Column(name = "corrected_at")
  Instant correctedAt;

  @Column(name = "corrected_by")
  String correctedBy;

  record Key(String trial, String subject, int sequence) {}
}
