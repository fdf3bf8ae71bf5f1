package org.kleroterion.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.time.Instant;
import org.kleroterion.problem.Refusal;

/**
 * Adds deliveries to the queue. Every method joins the caller's transaction, so that the event and
 * its delivery are committed together or not at all.
 */
@ApplicationScoped
@Transactional(value = Transactional.TxType.MANDATORY, dontRollbackOn = Refusal.class)
public class Deliveries {
  private final DeliveryRepository deliveries;
  private final TransactionSynchronizationRegistry transaction;
  private final DeliveryWorker rounds;

  Deliveries(
      DeliveryRepository deliveries,
      TransactionSynchronizationRegistry transaction,
      DeliveryWorker rounds) {
    this.deliveries = deliveries;
    this.transaction = transaction;
    this.rounds = rounds;
  }

  /**
   * Queues a delivery, due at once.
   *
   * @param number its order within its lane; unique for the trial and destination
   * @param lane deliveries of one lane are sent in order; at most 255 characters
   * @param content what the sender builds the message from; at most 2000 characters; never an arm
   * @param now the database's time
   */
  public void enqueue(
      String trial, String destination, long number, String lane, String content, Instant now) {
    Delivery delivery = new Delivery();
    delivery.trial = trial;
    delivery.destination = destination;
    delivery.number = number;
    delivery.lane = lane;
    delivery.content = content;
    delivery.createdAt = now;
    delivery.dueAt = now;
    deliveries.persist(delivery);
    deliverAfterCommit();
  }

  /**
   * Queues a delivery, or reuses the last one of its lane. A reused delivery gets the new content,
   * and is due at once even if it was dead.
   *
   * <p>A delivery that is claimed at the moment is not reused: its attempt may have read the other
   * system's data before the latest change.
   */
  public void enqueueOrReplay(
      String trial, String destination, String lane, String content, Instant now) {
    deliveries
        .lockLast(trial, destination, lane)
        .filter(last -> last.claimedUntil == null || !now.isBefore(last.claimedUntil))
        .ifPresentOrElse(
            last -> {
              last.content = content;
              last.replay(now);
              deliverAfterCommit();
            },
            () -> enqueue(trial, destination, deliveries.nextNumber(), lane, content, now));
  }

  private void deliverAfterCommit() {
    transaction.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              rounds.soon();
            }
          }
        });
  }
}
