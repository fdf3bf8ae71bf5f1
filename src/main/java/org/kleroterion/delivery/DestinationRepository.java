package org.kleroterion.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** What is the matter with the destinations. */
@ApplicationScoped
class DestinationRepository implements PanacheRepositoryBase<Destination, Destination.Key> {
  List<Destination> of(String trial) {
    return list("trial", trial);
  }

  Optional<Destination> lock(Destination.Key key) {
    return Optional.ofNullable(findById(key, LockModeType.PESSIMISTIC_WRITE));
  }

  /** The same, made if nothing ever was the matter with it. */
  Destination lockOrMake(Destination.Key key) {
    return lock(key)
        .orElseGet(
            () -> {
              Destination made = new Destination();
              made.trial = key.trial();
              made.name = key.name();
              persist(made);
              return made;
            });
  }
}
