package org.kleroterion.wire;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.kleroterion.problem.MalformedBody;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** Stops reading a request body at the limit, whether or not the request declared its length. */
@Provider
public class BodyLimit implements ReaderInterceptor {
  /** In bytes: four times the largest screening that a protocol can describe. */
  static final int LARGEST = 64 * 1024;

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    InputStream body = context.getInputStream();
    context.setInputStream(new Limited(body));
    try {
      return context.proceed();
    } catch (IOException | RuntimeException failure) {
      // Closing reads the rest of the body (the HTTP server has a limit for it): many clients read
      // the answer only after they have sent everything.
      body.close();
      Optional<Refusal> malformed = MalformedBody.refusal(failure);
      if (malformed.isPresent()) {
        throw malformed.get();
      }
      throw failure;
    }
  }

  private static final class Limited extends FilterInputStream {
    private long read;

    Limited(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int received = super.read(bytes, offset, length);
      count(Math.max(received, 0));
      return received;
    }

    private void count(int more) {
      read += more;
      if (read > LARGEST) {
        throw new BodyTooLarge();
      }
    }
  }

  /** A body of more than 64 KiB. */
  static final class BodyTooLarge extends Refusal {
    BodyTooLarge() {
      super(ProblemType.BODY_TOO_LARGE, "A body may have at most " + LARGEST + " bytes.");
    }
  }
}
