package org.kleroterion.allocation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** The allocation of a subject to an arm. A subject has at most one. */
@Entity
@Immutable
@Table(name = "allocation")
@IdClass(Allocation.Key.class)
public class Allocation {
  public @Id String trial;
  public @Id String subject;

  /** 1-based number in the trial, without gaps. */
  public long number;

  /** The position of the allocation's entry. */
  @Column(name = "entry_index")
  public long entryPosition;

  public String site;
  public String stratum;

  /**
   * The slot's 0-based number in its stratum. Without gaps, except in the stratum of an emergency
   * list. Enrollers must not see it.
   */
  public long ordinal;

  public String arm;

  /** The version that was in force when the subject was allocated. */
  @Column(name = "protocol_version")
  public int protocolVersion;

  public UUID assessment;

  @Column(name = "allocated_at")
  public Instant allocatedAt;

  @Column(name = "allocated_by")
  public String allocatedBy;

  @Column(name = "requested_by")
  public @Nullable String requestedBy;

  /**
   * The position of the allocation's entry in the log that begins at {@code first}. This is its own
   * entry or, if the log was restarted since, the entry that carried it over. Carried-over entries
   * follow the new log's entry 0 in the order of the allocations' numbers.
   *
   * @param first position of the current log's entry 0
   */
  long position(long first) {
    return entryPosition >= first ? entryPosition : first + number;
  }

  record Key(String trial, String subject) {}
}
