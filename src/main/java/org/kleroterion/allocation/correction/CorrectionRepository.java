package org.kleroterion.allocation.correction;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The corrections. Rows are added and read, never changed. */
@ApplicationScoped
public class CorrectionRepository implements PanacheRepositoryBase<Correction, Correction.Key> {
  public List<Correction> of(String trial, String subject) {
    return list("trial = ?1 and subject = ?2 order by sequence", trial, subject);
  }

  /** The corrections of several subjects; those of one subject are in order. */
  public List<Correction> of(String trial, List<String> subjects) {
    return list("trial = ?1 and subject in ?2 order by sequence", trial, subjects);
  }

  /** The callers who recorded a correction before the position {@code end}. */
  public List<String> callers(String trial, long end) {
    return getEntityManager()
        .createQuery(
            "select distinct correctedBy from Correction where trial = :trial and entryPosition < :end",
            String.class)
        .setParameter("trial", trial)
        .setParameter("end", end)
        .getResultList();
  }
}
