package org.kleroterion.allocation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A list of arms that a site keeps, sealed, for the hours in which the service is down. */
@Entity
@Immutable
@Table(name = "emergency_list")
@IdClass(EmergencyList.Key.class)
class EmergencyList {
  @Id String trial;

  /** 1-based across the trial. */
  @Id int number;

  String site;

  /** How many it has for each stratum. */
  int places;

  @Column(name = "entry_index")
  long entryIndex;

  String reason;

  @Column(name = "issued_at")
  Instant issuedAt;

  @Column(name = "issued_by")
  String issuedBy;

  record Key(String trial, int number) {}
}
