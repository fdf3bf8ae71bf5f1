package org.kleroterion.allocation.correction;

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
import org.kleroterion.allocation.CorrectionKind;

/**
 * An error that was found in an allocation. The correction is stored beside the allocation and does
 * not change it.
 */
@Entity
@Immutable
@Table(name = "correction")
@IdClass(Correction.Key.class)
public class Correction {
  @Id String trial;
  public @Id String subject;

  /** 1-based number among the subject's corrections. */
  public @Id int sequence;

  /** The position of the correction's entry. */
  @Column(name = "entry_index")
  public long entryPosition;

  @Enumerated(EnumType.STRING)
  public CorrectionKind kind;

  public String reason;

  /** The right stratum; null for RANDOMIZED_IN_ERROR. */
  public @Nullable String stratum;

  /** The right values, canonical JSON; null for RANDOMIZED_IN_ERROR. */
  public @Nullable String screening;

  @Column(name = "corrected_at")
  public Instant correctedAt;

  @Column(name = "corrected_by")
  public String correctedBy;

  record Key(String trial, String subject, int sequence) {}
}
