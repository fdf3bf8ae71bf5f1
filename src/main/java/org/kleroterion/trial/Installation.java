package org.kleroterion.trial;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.kleroterion.settings.Settings;

/** What the database was made for: evaluation and production data never mix (R15). */
@Entity
@Immutable
@Table(name = "installation")
class Installation {
  static final int ONLY = 1;

  @Id int id = ONLY;

  @Enumerated(EnumType.STRING)
  Settings.Mode mode;
}
