package org.kleroterion.evaluation;

import java.util.Optional;

/**
 * What became of one record.
 *
 * @param verdict ELIGIBLE, INELIGIBLE, INCOMPLETE, or ERROR if the service gave none
 * @param stratum the allocation's stratum, as the service names it
 * @param arm the arm's code
 * @param reason why there is no arm: failing criteria, missing variables or the service's problem
 * @param unexpected whether something else than a verdict kept the subject from an arm
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

  static FeedResult allocated(FeedRecord of, String verdict, String stratum, String arm) {
    return new FeedResult(
        of.subject(), of.site(), verdict, Optional.of(stratum), Optional.of(arm), "", false);
  }

  static FeedResult notEligible(FeedRecord of, String verdict, String reason) {
    return new FeedResult(
        of.subject(), of.site(), verdict, Optional.empty(), Optional.empty(), reason, false);
  }

  static FeedResult failed(FeedRecord of, String verdict, String reason) {
    return new FeedResult(
        of.subject(), of.site(), verdict, Optional.empty(), Optional.empty(), reason, true);
  }
}
