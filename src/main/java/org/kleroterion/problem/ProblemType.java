package org.kleroterion.problem;

import java.net.URI;
import java.util.Locale;

/**
 * All kinds of refusal, with their HTTP status. The type URI is the constant's name in kebab case
 * under {@value #BASE} (RFC 9457 §3.1.1). Clients branch on the type URI, never on the title.
 */
public enum ProblemType {
  // The request itself is wrong. Nothing was written.
  INVALID_REQUEST(400, "The request has wrong members or parameters"),
  MALFORMED_BODY(400, "The body is not the expected JSON"),
  SITE_UNKNOWN(400, "The trial has no such site"),
  STRATUM_UNKNOWN(400, "The trial has no such stratum"),
  UNAUTHENTICATED(401, "A valid bearer token is required"),
  ACCOUNT_REQUIRED(401, "The name and password of an account are required"),
  FORBIDDEN(403, "The caller may not do this"),
  ROLES_CONFLICT(403, "One token must not both enrol and see data that helps to predict arms"),
  SITE_OUT_OF_REACH(403, "The caller may not use this site"),
  SUBJECT_OUT_OF_REACH(403, "The subject belongs to another site"),
  NOT_FOUND(404, "There is nothing at this path"),
  TRIAL_UNKNOWN(404, "The trial does not exist, or the caller may not see it"),
  ASSESSMENT_UNKNOWN(404, "The assessment does not exist, or the caller may not see it"),
  ALLOCATION_UNKNOWN(404, "The subject has no allocation, or the caller may not see it"),
  EMERGENCY_LIST_UNKNOWN(404, "The emergency list does not exist, or the caller may not see it"),
  DELIVERY_UNKNOWN(404, "The delivery does not exist, or the caller may not see it"),
  DESTINATION_UNKNOWN(404, "The destination does not exist"),
  LOG_PART_UNKNOWN(404, "This part of the log does not exist, or the caller may not see it"),
  METHOD_NOT_ALLOWED(405, "The path does not support this method"),
  NOT_ACCEPTABLE(406, "The path cannot answer in the requested media type"),
  REQUEST_TIMEOUT(408, "The body did not arrive in time"),
  BODY_TOO_LARGE(413, "The body is too large"),
  PATH_TOO_LONG(414, "The path is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not supported"),
  TOO_MANY_ATTEMPTS(429, "Too many passwords are being checked"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),

  // The request is well-formed, but the state of the subject or of the trial forbids it.
  SUBJECT_NOT_ASSESSED(409, "The subject has no eligibility assessment"),
  SUBJECT_NOT_ELIGIBLE(409, "The subject is not eligible"),
  SCREENING_INCOMPLETE(409, "The screening lacks values that the criteria need"),
  ASSESSMENT_EXPIRED(409, "The assessment is too old"),
  ASSESSMENT_SUPERSEDED(
      409, "The assessment is not the subject's latest under the protocol in force"),
  ASSESSMENT_OF_OTHER_SUBJECT(409, "The assessment belongs to another subject"),
  SUBJECT_ALREADY_ALLOCATED(
      409, "The subject is already allocated, and the request differs from that allocation"),
  TRIAL_NOT_OPEN(409, "The trial is not open"),
  TRIAL_NOT_CLOSED(409, "The trial is not closed"),
  TARGET_REACHED(409, "The trial has reached its target enrolment"),
  STATUS_CHANGE_REFUSED(409, "The trial cannot change to this status"),
  SITE_ALREADY_KNOWN(409, "The trial has a site with this code but another name or time zone"),
  RESTART_REFUSED(409, "The trial's log is not broken and must not be restarted"),
  CARRY_OVER_REFUSED(409, "The recorded allocations cannot be carried over to a new log"),
  LOG_ENDED(409, "This log has been replaced by a newer one"),
  EMERGENCY_CARD_REFUSED(409, "The card's details do not match the emergency list"),
  CORRECTION_REFUSED(409, "The allocation cannot be corrected in this way"),
  DELIVERY_UNDER_WAY(409, "The delivery is still being attempted"),

  INTERNAL_ERROR(500, "The service failed"),
  LOG_BROKEN(503, "The trial's log differs from what this service signed"),
  TRIAL_REFUSED(503, "The service does not serve this trial"),
  SERVICE_UNAVAILABLE(503, "The service is temporarily unavailable");

  private static final String BASE = "https://kleroterion.org/problems/";

  private static final int FIRST_SERVER_ERROR = 500;

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

  /** Whether the cause is in the service or in a system that it needs, not in the request. */
  public boolean isFault() {
    return status >= FIRST_SERVER_ERROR;
  }

  /** A short summary; the same for every occurrence of the type. */
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
