package org.kleroterion.trial;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Every version of every protocol. */
@ApplicationScoped
class ProtocolVersionRepository
    implements PanacheRepositoryBase<ProtocolVersion, ProtocolVersion.Key> {

  Optional<ProtocolVersion> find(String trial, int version) {
    return findByIdOptional(new ProtocolVersion.Key(trial, version));
  }

  /** All of a trial's, in order. */
  List<ProtocolVersion> of(String trial) {
    return list("trial = ?1 order by version", trial);
  }
}
