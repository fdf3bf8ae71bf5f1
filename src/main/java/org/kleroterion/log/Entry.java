package org.kleroterion.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One event in a trial's log: its exact bytes, and beside them what lists are filtered by. */
@Entity
@Immutable
@Table(name = "log_entry")
@IdClass(Entry.Key.class)
class Entry {
  @Id String trial;

  /** Among all that the trial ever logged; the leaf's index counts from its own log's first. */
  @Id
  @Column(name = "entry_index")
  long position;

  @Column(name = "recorded_at")
  Instant time;

  String type;
  String actor;
  @Nullable String subject;
  @Nullable String site;
  byte[] leaf;

  /** Of the subtrees that this entry completes, by level: first the leaf's own. */
  byte[] hashes;

  record Key(String trial, long position) {}
}
