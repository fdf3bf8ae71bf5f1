package org.kleroterion.wire.incoming;

import java.util.Set;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** A request that is refused before it reaches a resource. */
final class RequestRefused extends Refusal {
  private RequestRefused(ProblemType type, String detail) {
    super(type, detail);
  }

  static Refusal host() {
    return new InvalidRequest("Host", "Must be sent, with the name of this service.");
  }

  static Refusal encoding(String where) {
    return new InvalidRequest(
        where, "Must be UTF-8 in percent-encoding: '%' and two hexadecimal digits for each byte.");
  }

  static Refusal accept() {
    return new InvalidRequest(
        "Accept", "Must list media types such as application/json. Or leave it out.");
  }

  static Refusal contentType() {
    return new RequestRefused(
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
        "The header 'Content-Type' is no media type, or has an unknown charset. Send JSON as"
            + " 'application/json'.");
  }

  static Refusal method(Set<String> allowed) {
    return new RequestRefused(
        ProblemType.METHOD_NOT_ALLOWED, "This path supports " + String.join(", ", allowed) + ".");
  }

  static Refusal tooLarge(int limit) {
    return new RequestRefused(
        ProblemType.BODY_TOO_LARGE, "A body may have at most " + limit + " bytes.");
  }

  static Refusal pathTooLong() {
    return new RequestRefused(
        ProblemType.PATH_TOO_LONG, "A path with its query may have at most 4096 bytes.");
  }

  static Refusal headersTooLarge() {
    return new RequestRefused(
        ProblemType.HEADERS_TOO_LARGE,
        "The headers of a request may have at most 16 KiB together.");
  }

  static Refusal unreadable() {
    return new RequestRefused(
        ProblemType.INVALID_REQUEST,
        "The request's line or headers are not valid HTTP. Check the client or the proxy.");
  }

  static Refusal tooSlow(long seconds) {
    return new RequestRefused(
        ProblemType.REQUEST_TIMEOUT,
        "The body did not arrive within "
            + seconds
            + " seconds. Nothing was done. Send the same"
            + " request again.");
  }
}
