package org.kleroterion.wire.incoming;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.Refusal;

/** Finds what is wrong with a request's line and headers, before libraries stumble over it. */
final class RequestForm {

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{2}");

  private RequestForm() {}

  /** The first fault; empty if the request can be processed. */
  static Optional<Refusal> fault(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_1_1 && blank(request.getHeader(HttpHeaders.HOST))) {
      return Optional.of(RequestRefused.host());
    }
    if (!isEncoded(request.path())) {
      return Optional.of(RequestRefused.encoding("path"));
    }
    if (!isEncoded(request.query())) {
      return Optional.of(RequestRefused.encoding("query"));
    }
    if (!request.headers().getAll(HttpHeaders.ACCEPT).stream().allMatch(RequestForm::isAccept)) {
      return Optional.of(RequestRefused.accept());
    }
    @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null || isKnown(type)
        ? Optional.empty()
        : Optional.of(RequestRefused.contentType());
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static boolean isEncoded(@Nullable String text) {
    if (text == null) {
      return true;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '%') {
        if (!HEX.matcher(text).region(i + 1, text.length()).lookingAt()) {
          return false;
        }
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else if (letter > 0x7e || letter < 0x21) {
        return false;
      } else {
        bytes.write(letter);
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  private static boolean isAccept(String header) {
    try {
      List<String> types = Stream.of(header.split(",", -1)).map(String::strip).toList();
      types.forEach(MediaType::valueOf);
      // Java's own client sends an asterisk alone.
      return types.stream().allMatch(type -> type.contains("/") || type.startsWith("*"));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean isKnown(String contentType) {
    try {
      @Nullable String charset = MediaType.valueOf(contentType).getParameters().get("charset");
      return charset == null || Charset.isSupported(charset);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
