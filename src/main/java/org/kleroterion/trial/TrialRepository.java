package org.kleroterion.trial;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The registered trials. */
@ApplicationScoped
public class TrialRepository implements PanacheRepositoryBase<Trial, String> {
  public List<Trial> inOrder() {
    return list("order by code");
  }

  public boolean isRegistered(String code) {
    return count("code = ?1", code) > 0;
  }

  /**
   * The trial's current state. It queries the database instead of using an entity that the
   * transaction loaded earlier, perhaps before it locked the log.
   */
  TrialState currentState(String trial) {
    return getEntityManager()
        .createQuery("select status, version from Trial where code = :code", TrialState.class)
        .setParameter("code", trial)
        .getSingleResult();
  }
}
