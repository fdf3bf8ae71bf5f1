package org.kleroterion.log.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedSet;

/** Files that another package adds to the export of a log. Every CDI bean of this type is used. */
public interface ExportPart {
  /**
   * Writes its files one after another, a page at a time: an export can be larger than the memory.
   */
  void write(Extent extent, Files files) throws IOException;

  /**
   * The part of a trial's history that is exported: one log, up to its last entry when the export
   * began.
   *
   * @param begin the position of the log's entry 0
   * @param end the position after the last exported entry
   * @param versions the versions of the protocol that the exported entries name
   */
  record Extent(String trial, long begin, long end, SortedSet<Integer> versions) {}

  /** The archive that is being written. */
  interface Files {
    /** Begins a file and ends the previous one. The caller must not close the stream. */
    OutputStream begin(String name) throws IOException;
  }
}
