package org.kleroterion.problem;

import java.net.URI;
import java.util.Locale;

/**
 * Every kind of refusal the service knows, with its HTTP status. The type URI is the enum's name in
 * kebab case under {@value #BASE} (RFC 9457 §3.1.1); clients branch on it, never on the title.
 */
public enum ProblemType {
  // The request itself is wrong: nothing was looked up, nothing was written.
  INVALID_REQUEST(400, "The request has members that are wrong"),
  MALFORMED_BODY(400, "The body is not the JSON that is expected"),
  SITE_UNKNOWN(400, "The trial has no such site"),
  STRATUM_UNKNOWN(400, "The trial has no such stratum"),
  UNAUTHENTICATED(401, "A valid bearer token is required"),
  ACCOUNT_REQUIRED(401, "The name and password of an account are required"),
  FORBIDDEN(403, "The token does not allow this"),
  ROLES_CONFLICT(403, "One token may not both enrol and see what helps to predict"),
  SITE_OUT_OF_REACH(403, "The token does not reach this site"),
  SUBJECT_OUT_OF_REACH(403, "The subject is another site's"),
  NOT_FOUND(404, "There is nothing at this path"),
  TRIAL_UNKNOWN(404, "There is no such trial within the token's reach"),
  ASSESSMENT_UNKNOWN(404, "There is no such assessment within the token's reach"),
  ALLOCATION_UNKNOWN(404, "The subject has no allocation within the token's reach"),
  EMERGENCY_LIST_UNKNOWN(404, "There is no such emergency list within the token's reach"),
  DELIVERY_UNKNOWN(404, "There is no such delivery within the token's reach"),
  DESTINATION_UNKNOWN(404, "Nothing is delivered there"),
  LOG_PART_UNKNOWN(404, "The log has no such part within the token's reach"),
  METHOD_NOT_ALLOWED(405, "The path does not have this method"),
  NOT_ACCEPTABLE(406, "The reply cannot be given in the media type asked for"),
  BODY_TOO_LARGE(413, "The body is larger than any request can be"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not accepted here"),

  // The request is right, but the state of the subject or of the trial forbids it.
  SUBJECT_NOT_ASSESSED(409, "The subject has no eligibility assessment"),
  SUBJECT_NOT_ELIGIBLE(409, "The subject is not eligible"),
  SCREENING_INCOMPLETE(409, "The screening lacks values that a criterion needs"),
  ASSESSMENT_EXPIRED(409, "The assessment is too old"),
  ASSESSMENT_SUPERSEDED(
      409, "The assessment is not the subject's latest under the protocol in force"),
  ASSESSMENT_OF_OTHER_SUBJECT(409, "The assessment is another subject's"),
  SUBJECT_ALREADY_ALLOCATED(409, "The subject is already allocated, and otherwise than asked for"),
  TRIAL_NOT_OPEN(409, "The trial is not open"),
  TRIAL_NOT_CLOSED(409, "The trial is not closed"),
  TARGET_REACHED(409, "The trial has reached its target enrolment"),
  STATUS_CHANGE_REFUSED(409, "The trial cannot change to this status"),
  SITE_ALREADY_KNOWN(409, "The trial has a site of this code with another name or time zone"),
  RESTART_REFUSED(409, "The trial's log is sound and goes on"),
  CARRY_OVER_REFUSED(409, "What stands of the trial cannot be carried over"),
  LOG_ENDED(409, "Another log has taken this one's place"),
  EMERGENCY_CARD_REFUSED(409, "The card is not as it is said to be"),
  CORRECTION_REFUSED(409, "The allocation cannot be corrected so"),
  DELIVERY_UNDER_WAY(409, "The delivery is still tried"),

  INTERNAL_ERROR(500, "The service failed"),
  LOG_BROKEN(503, "The trial's log is not what this service signed"),
  TRIAL_REFUSED(503, "The service does not serve this trial"),
  SERVICE_UNAVAILABLE(503, "The service cannot reach what it needs in time");

  private static final String BASE = "https://kleroterion.org/problems/";

  private static final int FAULTS = 500;

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status of every answer of this type. */
  public int status() {
    return status;
  }

  /** Whether something is wrong with the service or what it needs, and not with the request. */
  public boolean isFault() {
    return status >= FAULTS;
  }

  /** A short summary that is the same for every occurrence. */
  public String title() {
    return title;
  }

  /** The type's URI, {@code https://kleroterion.org/problems/subject-not-eligible}. */
  public URI uri() {
    return URI.create(BASE + slug());
  }

  /** The last segment of the type's URI, {@code subject-not-eligible}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
