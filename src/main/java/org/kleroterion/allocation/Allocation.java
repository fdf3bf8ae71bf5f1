package org.kleroterion.allocation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** The one arm that a subject got. */
@Entity
@Immutable
@Table(name = "allocation")
@IdClass(Allocation.Key.class)
class Allocation {
  @Id String trial;
  @Id String subject;

  /** 1-based across the trial, without gaps. */
  long number;

  @Column(name = "entry_index")
  long entryIndex;

  String site;
  String stratum;

  /** 0-based within the stratum, without gaps; shown to nobody who enrols. */
  long ordinal;

  String arm;

  /** Of the protocol in force, which the assessment was made under too. */
  @Column(name = "protocol_version")
  int protocolVersion;

  UUID assessment;

  @Column(name = "allocated_at")
  Instant allocatedAt;

  @Column(name = "allocated_by")
  String allocatedBy;

  @Column(name = "requested_by")
  @Nullable String requestedBy;

  /**
   * The position of the entry that stands for it in the log that begins at {@code first}: its own,
   * or the one that carried it over, in the order of the numbers behind the log's entry 0.
   */
  long position(long first) {
    return entryIndex >= first ? entryIndex : first + number;
  }

  record Key(String trial, String subject) {}
}
