package org.kleroterion.log.entry;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * One event in a trial's log: the exact bytes of its leaf, and the columns that lists filter by.
 */
@Entity
@Immutable
@Table(name = "log_entry")
@IdClass(Entry.Key.class)
public class Entry {
  public @Id String trial;

  /**
   * 0-based number among all entries of the trial, over log restarts. The leaf's {@code index} is
   * 0-based within its own log.
   */
  @Id
  @Column(name = "entry_index")
  public long position;

  @Column(name = "recorded_at")
  public Instant time;

  public String type;
  public String actor;
  public @Nullable String subject;
  public @Nullable String site;
  public byte[] leaf;

  /**
   * The concatenated hashes, 32 bytes each, of the subtrees that this entry completes. By level:
   * the leaf's own hash comes first.
   */
  public byte[] hashes;

  record Key(String trial, long position) {}
}
