package org.kleroterion.eligibility;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** The recorded verdict on a screening. */
@Entity
@Immutable
@Table(name = "assessment")
@IdClass(Assessment.Key.class)
class Assessment {
  @Id String trial;
  @Id UUID id;

  /** The position of the assessment's entry. */
  @Column(name = "entry_index")
  long entryPosition;

  String subject;
  String site;

  @Column(name = "protocol_version")
  int protocolVersion;

  /** The screening's canonical JSON. */
  String screening;

  /** A JSON object: the outcome of each criterion by its id. */
  String outcomes;

  @Enumerated(EnumType.STRING)
  Verdict verdict;

  /** The derived stratum; null if it cannot be derived. */
  @Nullable String stratum;

  @Column(name = "assessed_at")
  Instant assessedAt;

  @Column(name = "assessed_by")
  String assessedBy;

  @Column(name = "requested_by")
  @Nullable String requestedBy;

  record Key(String trial, UUID id) {}
}
