package org.kleroterion.log.witness;

import java.net.http.HttpResponse;
import java.util.Locale;

/** What was answered, as it came: nobody has looked at it yet. */
final class Answer {
  private final HttpResponse<byte[]> response;

  Answer(HttpResponse<byte[]> response) {
    this.response = response;
  }

  int status() {
    return response.statusCode();
  }

  /** The media type in lower case, without parameters; empty if there is none. */
  String type() {
    String type = response.headers().firstValue("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  byte[] body() {
    return response.body();
  }
}
