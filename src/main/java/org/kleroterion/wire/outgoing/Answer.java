package org.kleroterion.wire.outgoing;

import java.net.http.HttpResponse;
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
    String type = response.headers().firstValue("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** The first header of that name. */
  public Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** At most {@value Exchange#LONGEST_ANSWER} bytes. */
  public byte[] body() {
    return response.body();
  }
}
