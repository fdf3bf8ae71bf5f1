package org.kleroterion.trial;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A registered trial: the commitment to its key, the version in force, its status. */
@Entity
@Table(name = "trial")
class Trial {
  @Id String code;
  String commitment;
  int version;

  @Enumerated(EnumType.STRING)
  TrialStatus status;
}
