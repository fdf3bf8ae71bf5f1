package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.kleroterion.log.export.ExportPart;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Csv;

/** Writes {@code allocations.csv}, a readable table of what the log's entries contain. */
@ApplicationScoped
class AllocationExport implements ExportPart {
  private static final int ROWS = 1000;

  private final AllocationRepository repository;
  private final Transactions transactions;

  AllocationExport(AllocationRepository repository, Transactions transactions) {
    this.repository = repository;
    this.transactions = transactions;
  }

  @Override
  public void write(Extent extent, Files files) throws IOException {
    Columns<Allocation> columns = columns(extent);
    OutputStream file = files.begin("allocations.csv");
    Csv.header(columns, file);
    long after = 0;
    List<Allocation> page;
    do {
      long from = after;
      page = transactions.run(() -> repository.after(extent.trial(), from, ROWS));
      // Leave out allocations that were issued after the export began.
      Csv.rows(
          columns,
          page.stream().filter(allocation -> allocation.entryPosition < extent.end()).toList(),
          file);
      after += page.size();
    } while (page.size() == ROWS);
  }

  private static Columns<Allocation> columns(Extent extent) {
    return new Columns<Allocation>()
        .with("number", allocation -> allocation.number)
        .with("subject", allocation -> allocation.subject)
        .with("site", allocation -> allocation.site)
        .with("stratum", allocation -> allocation.stratum)
        .with("arm", allocation -> allocation.arm)
        .with("time", allocation -> allocation.allocatedAt)
        .with("assessment", allocation -> allocation.assessment)
        .with("allocatedBy", allocation -> allocation.allocatedBy)
        .with("requestedBy", allocation -> Optional.ofNullable(allocation.requestedBy))
        .with("index", allocation -> index(extent, allocation));
  }

  /**
   * The index of the allocation's entry in the exported log. After a restart, the new log lists the
   * earlier allocations directly after its entry 0 in the order of their numbers, so the index of
   * such an entry equals the number.
   */
  private static long index(Extent extent, Allocation allocation) {
    return allocation.entryPosition < extent.begin()
        ? allocation.number
        : allocation.entryPosition - extent.begin();
  }
}
