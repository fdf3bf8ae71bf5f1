package org.kleroterion.trial;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The sites of the trials. */
@ApplicationScoped
public class TrialSiteRepository implements PanacheRepositoryBase<TrialSite, TrialSite.Key> {
  public Optional<TrialSite> find(String trial, String code) {
    return findByIdOptional(new TrialSite.Key(trial, code));
  }

  public List<TrialSite> of(String trial) {
    return list("trial = ?1 order by code", trial);
  }
}
