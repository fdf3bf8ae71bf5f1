package org.kleroterion.wire;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/**
 * Stops reading a body that is larger than any request can be, whether or not it told its length.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {
  /** Four times what the largest screening that a protocol can describe takes. */
  static final int LARGEST = 64 * 1024;

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    InputStream body = context.getInputStream();
    context.setInputStream(new Limited(body));
    try {
      return context.proceed();
    } catch (IOException | RuntimeException refused) {
      // Closing takes the rest, which the HTTP server bounds: a client hears the answer only when
      // it has sent everything.
      body.close();
      throw refused;
    }
  }

  private static final class Limited extends FilterInputStream {
    private long read;

    Limited(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int some = super.read(bytes, offset, length);
      count(Math.max(some, 0));
      return some;
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
