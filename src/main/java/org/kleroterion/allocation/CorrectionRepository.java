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

  /** The same of several subjects, each one's in order. */
  List<Correction> of(String trial, List<String> subjects) {
    return list("trial = ?1 and subject in ?2 order by sequence", trial, subjects);
  }

  /** Everybody who recorded one before a position. */
  List<String> callers(String trial, long end) {
    return getEntityManager()
        .createQuery(
            "select distinct correctedBy from Correction where trial = :trial and entryIndex < :end",
            String.class)
        .setParameter("trial", trial)
        .setParameter("end", end)
        .getResultList();
  }
}
