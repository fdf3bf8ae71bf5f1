package org.kleroterion.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedSet;

/** What another room adds to the export of a log. */
public interface ExportPart {
  /** Writes its files, one after another, a page at a time: an export can be larger than memory. */
  void write(Extent extent, Files files) throws IOException;

  /**
   * Which part of a trial's history is exported: one log, up to its last entry at that moment.
   *
   * @param begin position of the log's entry 0
   * @param end position behind the last entry
   * @param versions of the protocol that its entries name
   */
  record Extent(String trial, long begin, long end, SortedSet<Integer> versions) {}

  /** The archive that is written. */
  interface Files {
    /** Begins a file; what was begun before is finished. The stream must not be closed. */
    OutputStream begin(String name) throws IOException;
  }
}
