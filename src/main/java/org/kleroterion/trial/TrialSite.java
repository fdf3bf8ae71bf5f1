package org.kleroterion.trial;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A site that may enrol: from the protocol, or added by a manager. */
@Entity
@Table(name = "trial_site")
@IdClass(TrialSite.Key.class)
class TrialSite {
  @Id String trial;
  @Id String code;
  String name;

  @Column(name = "time_zone")
  String timeZone;

  record Key(String trial, String code) {}
}
