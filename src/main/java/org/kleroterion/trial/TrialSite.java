package org.kleroterion.trial;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A site that may enrol. It comes from the protocol, or a manager has added it. */
@Entity
@Table(name = "trial_site")
@IdClass(TrialSite.Key.class)
public class TrialSite {
  public @Id String trial;
  public @Id String code;
  public String name;

  @Column(name = "time_zone")
  public String timeZone;

  record Key(String trial, String code) {}
}
