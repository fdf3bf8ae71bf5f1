package org.kleroterion.trial;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Every version of every protocol. */
@ApplicationScoped
class ProtocolVersionRepository
    implements PanacheRepositoryBase<ProtocolVersion, ProtocolVersion.Key> {

  Optional<ProtocolVersion> find(String trial, int version) {
    return findByIdOptional(new ProtocolVersion.Key(trial, version));
  }
}
