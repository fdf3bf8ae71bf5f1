package org.kleroterion.eligibility;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.kleroterion.storage.Conditions;

/** The assessments: appended and read, never changed. */
@ApplicationScoped
class AssessmentRepository implements PanacheRepositoryBase<Assessment, Assessment.Key> {
  Optional<Assessment> find(String trial, UUID id) {
    return findByIdOptional(new Assessment.Key(trial, id));
  }

  /** The subject's last one in the log's order. */
  Optional<Assessment> latest(String trial, String subject) {
    return find("trial = ?1 and subject = ?2 order by entryIndex desc", trial, subject)
        .page(0, 1)
        .firstResultOptional();
  }

  /** The same of several subjects, of those that have one. */
  List<Assessment> latest(String trial, List<String> subjects) {
    return list(
        "from Assessment a where trial = ?1 and subject in ?2 and entryIndex ="
            + " (select max(b.entryIndex) from Assessment b"
            + " where b.trial = a.trial and b.subject = a.subject)",
        trial,
        subjects);
  }

  /** Those whose entries lie between two positions, both included. */
  List<Assessment> between(String trial, long first, long last) {
    return list("trial = ?1 and entryIndex between ?2 and ?3", trial, first, last);
  }

  /** The next ones by subject and entry, of the subjects behind one. */
  List<Assessment> bySubject(String trial, String behind, long end, int rows) {
    return find(
            "trial = ?1 and subject > ?2 and entryIndex < ?3 order by trial, subject, entryIndex",
            trial,
            behind,
            end)
        .page(0, rows)
        .list();
  }

  /** All of one subject, in the log's order. */
  List<Assessment> of(String trial, String subject, long end) {
    return list(
        "trial = ?1 and subject = ?2 and entryIndex < ?3 order by entryIndex", trial, subject, end);
  }

  /** The subjects of those that the conditions hold for, each once, in order. */
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

  /** All of several subjects, in the log's order. */
  List<Assessment> of(String trial, List<String> subjects) {
    return list("trial = ?1 and subject in ?2 order by entryIndex", trial, subjects);
  }

  /** Everybody who recorded one before a position. */
  List<String> callers(String trial, long end) {
    return getEntityManager()
        .createQuery(
            "select distinct assessedBy from Assessment where trial = :trial and entryIndex < :end",
            String.class)
        .setParameter("trial", trial)
        .setParameter("end", end)
        .getResultList();
  }

  // By the trial too, which is one: H2 takes the order from the index only if it names all of it.
  List<Assessment> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by trial, entryIndex", conditions.parameters())
        .page(0, rows)
        .list();
  }
}
