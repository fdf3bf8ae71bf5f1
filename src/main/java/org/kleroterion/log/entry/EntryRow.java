package org.kleroterion.log.entry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@link Entry}, for reading many at once; not managed by the persistence context. */
public final class EntryRow {
  public final long position;
  public final Instant time;
  public final String type;
  public final String actor;
  public final @Nullable String subject;
  public final @Nullable String site;
  public final byte[] leaf;
  public final byte[] hashes;

  EntryRow(
      long position,
      Instant time,
      String type,
      String actor,
      @Nullable String subject,
      @Nullable String site,
      byte[] leaf,
      byte[] hashes) {
    this.position = position;
    this.time = time;
    this.type = type;
    this.actor = actor;
    this.subject = subject;
    this.site = site;
    this.leaf = leaf;
    this.hashes = hashes;
  }
}
