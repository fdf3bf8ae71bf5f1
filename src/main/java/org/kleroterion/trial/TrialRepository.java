package org.kleroterion.trial;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The registered trials. */
@ApplicationScoped
class TrialRepository implements PanacheRepositoryBase<Trial, String> {
  List<Trial> inOrder() {
    return list("order by code");
  }

  boolean isRegistered(String code) {
    return count("code = ?1", code) > 0;
  }

  /** Reads past what the transaction has seen before, for a decision under the log's lock. */
  Standing standing(String trial) {
    return getEntityManager()
        .createQuery("select status, version from Trial where code = :code", Standing.class)
        .setParameter("code", trial)
        .getSingleResult();
  }
}
