package org.kleroterion.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** The pause and failure state of the destinations. */
@ApplicationScoped
class DestinationRepository implements PanacheRepositoryBase<Destination, Destination.Key> {
  List<Destination> of(String trial) {
    return list("trial", trial);
  }

  Optional<Destination> lock(Destination.Key key) {
    return Optional.ofNullable(findById(key, LockModeType.PESSIMISTIC_WRITE));
  }

  /** Locks the destination's row; creates it first if it does not exist. */
  Destination lockOrMake(Destination.Key key) {
    return lock(key)
        .orElseGet(
            () -> {
              Destination created = new Destination();
              created.trial = key.trial();
              created.name = key.name();
              persist(created);
              return created;
            });
  }
}
