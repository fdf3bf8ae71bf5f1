package org.kleroterion.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry as its row has it, read in bulk. */
final class EntryRow {
  final long position;
  final Instant time;
  final String type;
  final String actor;
  final @Nullable String subject;
  final @Nullable String site;
  final byte[] leaf;
  final byte[] hashes;

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
