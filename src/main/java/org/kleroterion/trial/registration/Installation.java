package org.kleroterion.trial.registration;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.kleroterion.settings.Settings;

/**
 * The mode that the database was made for: evaluation or production. The data of the two must never
 * mix (R15). There is one row.
 */
@Entity
@Immutable
@Table(name = "installation")
class Installation {
  static final int ONLY = 1;

  @Id int id = ONLY;

  @Enumerated(EnumType.STRING)
  Settings.Mode mode;
}
