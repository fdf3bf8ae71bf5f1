package org.kleroterion.wire.outgoing;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What was answered, as it came: nobody has looked at it yet. */
public final class Answer {
  private final HttpResponse<byte[]> response;

  Answer(HttpResponse<byte[]> response) {
    this.response = response;
  }

  /** Of HTTP; any. */
  public int status() {
    return response.statusCode();
  }

  /** The media type in lower case, without parameters; empty if there is none. */
  public String type() {
    String type = header("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * How long the other system asks to be left alone; RFC 9110 §10.2.3. A date counts from the
   * answer's own: the clocks of two systems differ.
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
                                    .flatMap(Answer::date)
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
