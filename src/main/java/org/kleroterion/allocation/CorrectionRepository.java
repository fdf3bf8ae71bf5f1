package org.kleroterion.allocation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The corrections: appended and read, never changed. */
@ApplicationScoped
class CorrectionRepository implements PanacheRepositoryBase<Correction, Correction.Key> {
  List<Correction> of(String trial, String subject) {
    return list("trial = ?1 and subject = ?2 order by sequence", trial, subject);
  }
}
