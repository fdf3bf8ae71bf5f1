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

  /**
   * The corrections of a subject after this sequence number, in order, at most {@code rows}.
   *
   * @param end only entries before this position count
   */
  List<Correction> page(String trial, String subject, int after, long end, int rows) {
    return find(
            "trial = ?1 and subject = ?2 and sequence > ?3 and entryPosition < ?4"
                + " order by trial, subject, sequence",
            trial,
            subject,
            after,
            end)
        .page(0, rows)
        .list();
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
