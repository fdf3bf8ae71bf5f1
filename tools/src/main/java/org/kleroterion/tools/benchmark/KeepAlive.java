package org.kleroterion.tools.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 connection that stays open. It does as little work as possible, because client and
 * service share the machine's processors.
 */
final class KeepAlive implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream input;
  private final String headers;

  KeepAlive(URI api, String token) throws IOException {
    socket = new Socket(api.getHost(), api.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    input = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    headers =
        " HTTP/1.1\r\nHost: "
            + api.getAuthority()
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: ";
  }

  /** The status and body of an answer. */
  record Answer(int status, String body) {}

  /**
   * Sends a request and waits for the answer.
   *
   * @throws IOException if the answer is incomplete or has no length
   */
  Answer post(String path, String json) throws IOException {
    byte[] request =
        ("POST " + path + headers + json.length() + "\r\n\r\n" + json)
            .getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(request);
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    if (length < 0) {
      throw new IOException("the answer has no Content-Length");
    }
    byte[] body = input.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer is incomplete");
    }
    return new Answer(status, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
