package org.kleroterion.allocation;

import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.signing.Receipt;
import org.kleroterion.problem.Refusal;

/** The outcome of a request to allocate a subject. Both outcomes are committed. */
public sealed interface Decision {
  /**
   * The subject has an arm.
   *
   * @param logged the allocation's entry; the receipt is made from it after the commit
   * @param isNew true if this request allocated the subject, false if an earlier one did
   */
  record Allocated(AllocationView allocation, Logged logged, boolean isNew) implements Decision {
    Allocated with(Receipt receipt) {
      return new Allocated(allocation.with(receipt), logged, isNew);
    }
  }

  /**
   * The subject gets no arm now.
   *
   * @param logged whether the log records the refusal; false if the request itself is invalid
   */
  record Refused(Refusal why, boolean logged) implements Decision {}
}
