package org.kleroterion.allocation.emergency;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A list of sealed arms that a site can use while the service is down. */
@Entity
@Immutable
@Table(name = "emergency_list")
@IdClass(EmergencyList.Key.class)
class EmergencyList {
  @Id String trial;

  /** 1-based number in the trial. */
  @Id int number;

  String site;

  /** The number of places for each stratum. */
  int places;

  /** The position of the list's entry. */
  @Column(name = "entry_index")
  long entryPosition;

  String reason;

  @Column(name = "issued_at")
  Instant issuedAt;

  @Column(name = "issued_by")
  String issuedBy;

  record Key(String trial, int number) {}
}
