package org.kleroterion.wire.incoming;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.kleroterion.problem.Problem;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/**
 * Adds a problem to the empty answers that Vert.x gives to requests whose line or headers it cannot
 * read. Such a request reaches no other code of the service.
 */
// Nothing waits for the end of a write or a close.
@SuppressWarnings("FutureReturnValueIgnored")
final class UnreadableRequest extends ChannelOutboundHandlerAdapter {
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
    if (message instanceof FullHttpResponse answer && !answer.content().isReadable()) {
      byte[] problem = problem(answer.status().code());
      if (problem.length > 0) {
        DefaultFullHttpResponse complete =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(problem));
        complete
            .headers()
            .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
            .set(HttpHeaderNames.CONTENT_LENGTH, problem.length)
            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ReferenceCountUtil.release(answer);
        context.write(complete, written);
        return;
      }
    }
    context.write(message, written);
  }

  private static byte[] problem(int status) {
    return switch (status) {
      case 400 -> json(RequestRefused.unreadable());
      case 414 -> json(RequestRefused.pathTooLong());
      case 431 -> json(RequestRefused.headersTooLarge());
      default -> new byte[0];
    };
  }

  // All texts are constants without characters that JSON escapes.
  private static byte[] json(Refusal refusal) {
    ProblemType type = refusal.type();
    return ("{\"type\":\""
            + type.uri()
            + "\",\"title\":\""
            + type.title()
            + "\",\"status\":"
            + type.status()
            + ",\"detail\":\""
            + refusal.detail()
            + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
