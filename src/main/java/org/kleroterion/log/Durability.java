package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.storage.Transactions;

/**
 * Tells what survives the loss of a database server from what was only read there. PostgreSQL shows
 * a commit for which no standby has answered when the session that waited for one is ended, or the
 * server starts again: if that server is lost then, so is the commit.
 */
@ApplicationScoped
class Durability {
  private final LogHeadRepository heads;
  private final TreeReader tree;
  private final Transactions transactions;

  Durability(LogHeadRepository heads, TreeReader tree, Transactions transactions) {
    this.heads = heads;
    this.tree = tree;
    this.transactions = transactions;
  }

  /**
   * Waits until a log that was read is where an acknowledged commit is. Not inside of a
   * transaction: it is the end of its own that waits.
   *
   * @throws Transactions.DatabaseUnavailable if it does not get there, or another server leads
   *     since that does not have it
   */
  void require(LogId log, Frontier edge) {
    boolean there =
        transactions.run(
            () -> {
              // A row lock is a write: its commit waits for the standby, which then has all that
              // was written before. A transaction that only reads waits for nothing.
              LogHead head = heads.lock(log.trial());
              return head.number != log.number()
                  || (head.size >= edge.size()
                      && tree.edge(log, edge.size()).root().equals(edge.root()));
            });
    if (!there) {
      throw transactions.gone();
    }
  }

  /**
   * Whether a head is that of the server that leads, and not of one that does not know yet that
   * another one does. Also while the head is locked.
   */
  boolean isOfTheLeader(TreeHead head) {
    // Its commit waits for a standby, and who leads no more has none.
    return transactions.apart(
        () -> {
          heads.write(head.log().trial());
          return heads.current(head.log().trial()).filter(head::isSame).isPresent();
        });
  }
}
