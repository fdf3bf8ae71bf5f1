package org.kleroterion.trial;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/**
 * One registered version of a trial's protocol. {@code document} is the exact text of the file,
 * {@code sha256} the hash of its UTF-8 bytes in hexadecimal.
 */
@Entity
@Immutable
@Table(name = "protocol_version")
@IdClass(ProtocolVersion.Key.class)
public class ProtocolVersion {
  public @Id String trial;
  public @Id int version;
  public String sha256;
  public String document;

  @Column(name = "registered_at")
  public Instant registeredAt;

  record Key(String trial, int version) {}
}
