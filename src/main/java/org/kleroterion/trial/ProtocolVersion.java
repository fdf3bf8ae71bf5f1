package org.kleroterion.trial;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** One version of a trial's protocol, exactly as it was registered. */
@Entity
@Immutable
@Table(name = "protocol_version")
@IdClass(ProtocolVersion.Key.class)
class ProtocolVersion {
  @Id String trial;
  @Id int version;
  String sha256;
  String document;

  @Column(name = "registered_at")
  Instant registeredAt;

  record Key(String trial, int version) {}
}
