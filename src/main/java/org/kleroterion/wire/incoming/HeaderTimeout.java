package org.kleroterion.wire.incoming;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection if the headers of a request take longer than ten seconds. It is the first
 * handler of the connection, so it sees bytes only.
 */
// Nothing waits for the end of a write or a close.
@SuppressWarnings("FutureReturnValueIgnored")
final class HeaderTimeout extends ChannelDuplexHandler {
  private static final long SECONDS = 10;

  // A test runs Netty and the application in different class loaders, so the type is Java's own.
  private static final AttributeKey<Runnable> COMPLETE =
      AttributeKey.valueOf("org.kleroterion.headers-are-complete");

  private static final AttributeKey<Runnable> ANSWERED =
      AttributeKey.valueOf("org.kleroterion.request-is-answered");

  private @Nullable Future<?> timer;

  /** Whether a request is being processed. The answer can end on another thread. */
  private volatile boolean inRequest;

  /** The headers of this request are complete: the timeout ends until the request is answered. */
  static void complete(HttpServerRequest request) {
    run(request, COMPLETE);
  }

  /** The next bytes from the client begin another request. */
  static void answered(HttpServerRequest request) {
    run(request, ANSWERED);
  }

  private static void run(HttpServerRequest request, AttributeKey<Runnable> key) {
    if (request.connection() instanceof ConnectionBase connection) {
      @Nullable Runnable action = connection.channel().attr(key).get();
      if (action != null) {
        action.run();
      }
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context
        .channel()
        .attr(COMPLETE)
        .set(
            () -> {
              inRequest = true;
              cancel();
            });
    context.channel().attr(ANSWERED).set(() -> inRequest = false);
    begin(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    ChannelPipeline pipeline = context.pipeline();
    if (pipeline.get("handler") != null && pipeline.get("unreadable-request") == null) {
      pipeline.addBefore("handler", "unreadable-request", new UnreadableRequest());
    }
    if (!inRequest && timer == null) {
      begin(context);
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void write(ChannelHandlerContext context, Object bytes, ChannelPromise written) {
    // The management port does not call complete(): there the answer shows that the headers came.
    if (!inRequest) {
      cancel();
    }
    context.write(bytes, written);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel();
    context.fireChannelInactive();
  }

  private void begin(ChannelHandlerContext context) {
    timer = context.executor().schedule(() -> context.close(), SECONDS, TimeUnit.SECONDS);
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
