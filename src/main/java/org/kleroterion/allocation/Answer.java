package org.kleroterion.allocation;

import org.kleroterion.log.Logged;
import org.kleroterion.log.Receipt;
import org.kleroterion.problem.Refusal;

/** How a transaction that was to allocate a subject ended; either way it is committed. */
sealed interface Answer {
  /**
   * The subject has an arm.
   *
   * @param logged its entry, from which the receipt is made once this is committed
   * @param now false if it had it before
   */
  record Allocated(AllocationView allocation, Logged logged, boolean now) implements Answer {
    Allocated with(Receipt receipt) {
      return new Allocated(allocation.with(receipt), logged, now);
    }
  }

  /**
   * The subject gets no arm now.
   *
   * @param logged whether the log says why; not where the request was wrong in itself
   */
  record Refused(Refusal why, boolean logged) implements Answer {}
}
