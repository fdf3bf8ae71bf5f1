package org.kleroterion.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.time.Instant;
import org.kleroterion.problem.Refusal;

/**
 * The way into the queue. Every method joins the transaction that makes what is to be told, so that
 * neither exists without the other.
 */
@ApplicationScoped
@Transactional(value = Transactional.TxType.MANDATORY, dontRollbackOn = Refusal.class)
public class Deliveries {
  private final DeliveryRepository deliveries;
  private final TransactionSynchronizationRegistry transaction;
  private final DeliveryRounds rounds;

  Deliveries(
      DeliveryRepository deliveries,
      TransactionSynchronizationRegistry transaction,
      DeliveryRounds rounds) {
    this.deliveries = deliveries;
    this.transaction = transaction;
    this.rounds = rounds;
  }

  /**
   * Puts one.
   *
   * @param number its place among those of its lane; no other one to this destination has it
   * @param lane at most 255 characters
   * @param content at most 2000 characters
   * @param now the database's time
   */
  public void put(
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
    setOutAfterCommit();
  }

  /**
   * Puts one that says no more than what waits in its lane already: then that one is brought soon,
   * also if it was dead. One that somebody is just bringing does not count: it may have been looked
   * at too early.
   */
  public void putOnce(String trial, String destination, String lane, String content, Instant now) {
    deliveries
        .lockLast(trial, destination, lane)
        .filter(last -> last.claimedUntil == null || !now.isBefore(last.claimedUntil))
        .ifPresentOrElse(
            last -> {
              last.content = content;
              last.replay(now);
              setOutAfterCommit();
            },
            () -> put(trial, destination, deliveries.nextNumber(), lane, content, now));
  }

  private void setOutAfterCommit() {
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
