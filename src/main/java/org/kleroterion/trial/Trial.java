package org.kleroterion.trial;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A registered trial. {@code commitment} is the commitment to the trial's key, {@code version} the
 * protocol version in force.
 */
@Entity
@Table(name = "trial")
public class Trial {
  public @Id String code;
  public String commitment;
  public int version;

  @Enumerated(EnumType.STRING)
  public TrialStatus status;
}
