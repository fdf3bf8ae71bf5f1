package org.kleroterion.wire;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.Optional;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.MalformedBody;
import org.kleroterion.problem.Refusal;

/**
 * Refuses a body that is not the expected JSON or form. Elsewhere the same exceptions are our
 * faults.
 */
@Provider
public class JsonBodies implements ReaderInterceptor {
  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    try {
      return context.proceed();
    } catch (IOException | RuntimeException failure) {
      Optional<Refusal> malformed = MalformedBody.refusal(failure);
      if (malformed.isPresent()) {
        throw malformed.get();
      }
      if (failure instanceof IllegalArgumentException
          && MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(context.getMediaType())) {
        throw new InvalidRequest(
            "", "Must be percent-encoded: a '%' is followed by two hexadecimal digits.");
      }
      throw failure;
    }
  }
}
