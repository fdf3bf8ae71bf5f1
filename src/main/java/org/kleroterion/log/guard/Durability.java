package org.kleroterion.log.guard;

import jakarta.enterprise.context.ApplicationScoped;
import org.kleroterion.log.entry.LogHead;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.storage.Transactions;

/**
 * Makes sure that what was read would survive the loss of the database server.
 *
 * <p>PostgreSQL can show a commit that no standby has confirmed yet: if the session that waited for
 * the standby was ended, or after the server restarted. If that server is then lost, the commit is
 * lost too.
 */
@ApplicationScoped
public class Durability {
  private final LogHeadRepository heads;
  private final TreeReader tree;
  private final Transactions transactions;

  Durability(LogHeadRepository heads, TreeReader tree, Transactions transactions) {
    this.heads = heads;
    this.tree = tree;
    this.transactions = transactions;
  }

  /**
   * Waits until a standby has the log up to this frontier. Do not call it inside a transaction: it
   * runs its own, and the commit of that one waits.
   *
   * @throws Transactions.DatabaseUnavailable if no standby confirms in time, or if a new primary
   *     does not have this log
   */
  public void require(LogId log, Frontier frontier) {
    boolean present =
        transactions.run(
            () -> {
              // A row lock is a write, so the commit waits for the standby, which then also has
              // everything written before. The commit of a read-only transaction does not wait.
              LogHead head = heads.lock(log.trial());
              return head.number != log.number()
                  || (head.size >= frontier.size()
                      && tree.frontier(log, frontier.size()).root().equals(frontier.root()));
            });
    if (!present) {
      throw transactions.primaryChanged();
    }
  }

  /**
   * Whether this head was read from the current primary, and not from a former primary that does
   * not know yet that it was replaced. May be called while the head is locked.
   */
  boolean isFromPrimary(TreeHead head) {
    // The commit waits for a standby. A former primary has none, so the commit fails there.
    return transactions.inNewTransaction(
        () -> {
          heads.write(head.log().trial());
          return heads.current(head.log().trial()).filter(head::isSame).isPresent();
        });
  }
}
