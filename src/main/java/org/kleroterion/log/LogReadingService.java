package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import org.kleroterion.access.Caller;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Reads a trial's log for auditors. */
@ApplicationScoped
class LogReadingService {
  private final LogHeadRepository heads;
  private final EntryRepository entries;
  private final Transactions transactions;

  LogReadingService(LogHeadRepository heads, EntryRepository entries, Transactions transactions) {
    this.heads = heads;
    this.transactions = transactions;
    this.entries = entries;
  }

  Page<EntryView> page(Caller caller, String trial, PageRequest request) {
    int limit = request.limit();
    long after = request.afterNumber(-1);
    caller.requireTrial(trial);
    return transactions.run(
        () -> {
          if (heads.findByIdOptional(trial).isEmpty()) {
            throw new Caller.TrialUnknown(trial);
          }
          return Page.of(
              entries.page(trial, caller.sites(), after, limit + 1),
              limit,
              entry -> Long.toString(entry.index),
              EntryView::of,
              EntryView.COLUMNS);
        });
  }
}
