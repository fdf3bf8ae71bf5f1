package org.kleroterion.wire.incoming;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;
import java.util.function.Consumer;
import org.kleroterion.problem.Refusal;

/** Reads one body into memory, without a thread that waits for it. */
final class BodyReader {
  /** In bytes: four times the largest screening that a protocol can describe. */
  static final int LARGEST = 64 * 1024;

  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** How long the rest of a body is read and thrown away after the answer. */
  private static final Duration DISCARDING = Duration.ofSeconds(2);

  private final RoutingContext context;
  private final Consumer<Refusal> refuse;
  private final Buffer body = Buffer.buffer();
  private boolean ended;

  /**
   * @param refuse called instead of the next handler if the body is too large or too slow
   */
  BodyReader(RoutingContext context, Consumer<Refusal> refuse) {
    this.context = context;
    this.refuse = refuse;
  }

  void read() {
    HttpServerRequest request = context.request();
    if (isTooLarge(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
      refuse.accept(RequestRefused.tooLarge(LARGEST));
      return;
    }
    long timer =
        context
            .vertx()
            .setTimer(
                LONGEST.toMillis(), id -> refuse(RequestRefused.tooSlow(LONGEST.toSeconds())));
    request.handler(
        part -> {
          if (ended) {
            return;
          }
          if (body.length() + part.length() > LARGEST) {
            context.vertx().cancelTimer(timer);
            refuse(RequestRefused.tooLarge(LARGEST));
          } else {
            body.appendBuffer(part);
          }
        });
    request.endHandler(
        end -> {
          context.vertx().cancelTimer(timer);
          if (!ended) {
            ended = true;
            ((RoutingContextInternal) context).setBody(body);
            context.next();
          }
        });
    // The caller has closed the connection: there is nothing left to answer.
    request.exceptionHandler(
        closed -> {
          context.vertx().cancelTimer(timer);
          ended = true;
        });
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      context.response().writeContinue();
    }
    request.resume();
  }

  private void refuse(Refusal refusal) {
    if (!ended) {
      ended = true;
      refuse.accept(refusal);
    }
  }

  private static boolean isTooLarge(String length) {
    return length != null && (length.length() > 9 || Long.parseLong(length) > LARGEST);
  }

  /**
   * After the answer, throws away what still arrives of the body, for a short time; then closes the
   * connection. Many clients read the answer only after they have sent everything.
   */
  static void discardAfterAnswer(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.addEndHandler(
        answered -> {
          if (!request.isEnded()) {
            long timer =
                context.vertx().setTimer(DISCARDING.toMillis(), id -> request.connection().close());
            request.handler(part -> {});
            request.exceptionHandler(closed -> context.vertx().cancelTimer(timer));
            request.endHandler(end -> context.vertx().cancelTimer(timer));
            request.resume();
          }
        });
  }
}
