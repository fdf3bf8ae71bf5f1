package org.kleroterion.evaluation;

import java.util.Optional;

/**
 * The result for one record.
 *
 * @param verdict ELIGIBLE, INELIGIBLE, INCOMPLETE, or ERROR if the service gave no verdict
 * @param stratum the name of the allocation's stratum
 * @param arm the arm's code
 * @param reason why there is no arm: failed criteria, missing variables or the service's problem
 * @param unexpected whether there is no arm because of an error, not because of the verdict
 */
record FeedResult(
    String subject,
    String site,
    String verdict,
    Optional<String> stratum,
    Optional<String> arm,
    String reason,
    boolean unexpected) {

  static final String ERROR = "ERROR";

  static FeedResult allocated(FeedRecord item, String verdict, String stratum, String arm) {
    return new FeedResult(
        item.subject(), item.site(), verdict, Optional.of(stratum), Optional.of(arm), "", false);
  }

  static FeedResult notEligible(FeedRecord item, String verdict, String reason) {
    return new FeedResult(
        item.subject(), item.site(), verdict, Optional.empty(), Optional.empty(), reason, false);
  }

  static FeedResult failed(FeedRecord item, String verdict, String reason) {
    return new FeedResult(
        item.subject(), item.site(), verdict, Optional.empty(), Optional.empty(), reason, true);
  }
}
