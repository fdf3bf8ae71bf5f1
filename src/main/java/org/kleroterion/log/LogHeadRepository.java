package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

/** The heads of the logs. */
@ApplicationScoped
class LogHeadRepository implements PanacheRepositoryBase<LogHead, String> {
  /** Locks the head until the transaction ends. */
  LogHead lock(String trial) {
    return findByIdOptional(trial, LockModeType.PESSIMISTIC_WRITE)
        .orElseThrow(() -> new IllegalStateException("the trial " + trial + " has no log"));
  }
}
