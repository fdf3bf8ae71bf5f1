package org.kleroterion.wire.outgoing;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The answer of another system, not validated yet. */
public final class RemoteResponse {
  private final HttpResponse<byte[]> response;

  RemoteResponse(HttpResponse<byte[]> response) {
    this.response = response;
  }

  /** The HTTP status; any value. */
  public int status() {
    return response.statusCode();
  }

  /** The media type in lower case, without parameters; empty if there is none. */
  public String type() {
    String type = header("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The pause that the other system asks for (Retry-After, RFC 9110 §10.2.3). A date is compared
   * with the answer's own date, because the clocks of the two systems may differ.
   */
  public Optional<Duration> retryAfter() {
    return header("Retry-After")
        .flatMap(
            text ->
                text.matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                    : date(text)
                        .flatMap(
                            until ->
                                header("Date")
                                    .flatMap(RemoteResponse::date)
                                    .map(now -> Duration.between(now, until))));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** At most {@value Exchange#LONGEST_ANSWER} bytes. */
  public byte[] body() {
    return response.body();
  }
}
