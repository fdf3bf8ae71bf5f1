package org.kleroterion.eligibility;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.kleroterion.storage.Conditions;

/** The assessments. Rows are added and read, never changed. */
@ApplicationScoped
class AssessmentRepository implements PanacheRepositoryBase<Assessment, Assessment.Key> {
  Optional<Assessment> find(String trial, UUID id) {
    return findByIdOptional(new Assessment.Key(trial, id));
  }

  /** The subject's latest assessment, in the log's order. */
  Optional<Assessment> latest(String trial, String subject) {
    return find("trial = ?1 and subject = ?2 order by entryPosition desc", trial, subject)
        .page(0, 1)
        .firstResultOptional();
  }

  /** The latest assessment of each subject. A subject without one is left out. */
  List<Assessment> latest(String trial, List<String> subjects) {
    return list(
        "from Assessment a where trial = ?1 and subject in ?2 and entryPosition ="
            + " (select max(b.entryPosition) from Assessment b"
            + " where b.trial = a.trial and b.subject = a.subject)",
        trial,
        subjects);
  }

  /** The assessments whose entries lie between two positions, both inclusive. */
  List<Assessment> between(String trial, long first, long last) {
    return list("trial = ?1 and entryPosition between ?2 and ?3", trial, first, last);
  }

  /**
   * The assessments of the subjects after one subject, by subject and entry, at most {@code rows}.
   *
   * @param end only entries before this position count
   */
  List<Assessment> bySubject(String trial, String after, long end, int rows) {
    return find(
            "trial = ?1 and subject > ?2 and entryPosition < ?3 order by trial, subject, entryPosition",
            trial,
            after,
            end)
        .page(0, rows)
        .list();
  }

  /**
   * The assessments of one subject, in the log's order.
   *
   * @param end only entries before this position count
   */
  List<Assessment> of(String trial, String subject, long end) {
    return list(
        "trial = ?1 and subject = ?2 and entryPosition < ?3 order by entryPosition",
        trial,
        subject,
        end);
  }

  /** The subjects that have a matching assessment, each once, in order. */
  List<String> subjects(Conditions conditions, int rows) {
    TypedQuery<String> query =
        getEntityManager()
            .createQuery(
                "select subject from Assessment where "
                    + conditions.where()
                    + " group by trial, subject order by trial, subject",
                String.class);
    conditions.parameters().forEach(query::setParameter);
    return query.setMaxResults(rows).getResultList();
  }

  /** The assessments of several subjects, in the log's order. */
  List<Assessment> of(String trial, List<String> subjects) {
    return list("trial = ?1 and subject in ?2 order by entryPosition", trial, subjects);
  }

  /** The callers who recorded an assessment before the position {@code end}. */
  List<String> callers(String trial, long end) {
    return getEntityManager()
        .createQuery(
            "select distinct assessedBy from Assessment where trial = :trial and entryPosition < :end",
            String.class)
        .setParameter("trial", trial)
        .setParameter("end", end)
        .getResultList();
  }

  // All rows have one trial, but H2 sorts by the index only if the order names all its columns.
  List<Assessment> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by trial, entryPosition", conditions.parameters())
        .page(0, rows)
        .list();
  }
}
