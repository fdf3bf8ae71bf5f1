package org.kleroterion.trial;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The registered versions of all protocols. */
@ApplicationScoped
public class ProtocolVersionRepository
    implements PanacheRepositoryBase<ProtocolVersion, ProtocolVersion.Key> {

  public Optional<ProtocolVersion> find(String trial, int version) {
    return findByIdOptional(new ProtocolVersion.Key(trial, version));
  }

  /** All versions of a trial's protocol, ascending. */
  List<ProtocolVersion> of(String trial) {
    return list("trial = ?1 order by version", trial);
  }
}
