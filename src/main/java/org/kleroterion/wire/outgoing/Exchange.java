package org.kleroterion.wire.outgoing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends POST requests to one URL of another system, with limits for time and size of the answer.
 */
public final class Exchange {
  /**
   * In bytes; longer than any correct answer, such as sixteen post-quantum signatures or a
   * timestamp with its certificate chain.
   */
  public static final int LONGEST_ANSWER = 64 * 1024;

  private final String who;
  private final URI url;
  private final Duration timeout;
  private final HttpClient http;

  /**
   * @param who the other system, such as "the witness"; every message begins with it and the host
   * @param connectTimeout timeout for the connection
   * @param timeout timeout for the whole exchange, until the last byte of the answer
   * @throws IllegalArgumentException if the URL is not http or https with a host, or has a user,
   *     which would not be sent, or a fragment
   */
  public Exchange(String who, URI url, Duration connectTimeout, Duration timeout) {
    if (url.getHost() == null
        || !("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          who + " needs a URL https://<host>/… or http://<host>/…, without user or fragment");
    }
    // Leave out the path: with some hosted services it contains a secret.
    this.who = who + " at " + url.getRawAuthority();
    this.url = url;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .build();
  }

  /**
   * Sends the body and returns the answer, whatever its status.
   *
   * @param type media type of the body
   * @throws ExchangeFailed if no complete answer of at most {@value #LONGEST_ANSWER} bytes arrives
   *     in time
   */
  public RemoteResponse post(String type, byte[] body) throws ExchangeFailed {
    return post(type, body, Map.of());
  }

  /**
   * The same with additional headers.
   *
   * @throws ExchangeFailed as above
   */
  public RemoteResponse post(String type, byte[] body, Map<String, String> headers)
      throws ExchangeFailed {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(url)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(builder::header);
    HttpRequest request = builder.build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, head -> new BoundedBody(LONGEST_ANSWER));
    try {
      // HttpRequest.timeout would end with the headers: a slow body could then take for ever.
      HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.body().length > LONGEST_ANSWER) {
        throw refused("answered with more than " + LONGEST_ANSWER + " bytes. Is the URL right?");
      }
      return new RemoteResponse(response);
    } catch (TimeoutException e) {
      throw unanswered("did not answer within " + timeout.toMillis() + " ms.");
    } catch (ExecutionException e) {
      throw unanswered(failure(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered("did not answer before this service stopped.");
    } finally {
      // Closes the connection if the exchange is not complete.
      exchange.cancel(true);
    }
  }

  private static String failure(@Nullable Throwable failure) {
    if (failure instanceof HttpConnectTimeoutException || failure instanceof ConnectException) {
      return "cannot be reached. Check that it runs, that the URL is right, and that no firewall"
          + " blocks it.";
    }
    if (failure instanceof SSLException) {
      return "has a TLS certificate that this machine does not trust: "
          + printable(failure.getMessage());
    }
    if (failure instanceof IOException) {
      return "closed the connection: " + printable(failure.getMessage());
    }
    return "could not be called: " + printable(String.valueOf(failure));
  }

  /** A failure for an answer that is an error, with the beginning of the answer's text. */
  public ExchangeFailed refused(RemoteResponse answer, String what) {
    String says = printable(new String(answer.body(), StandardCharsets.UTF_8));
    return refused(
        "answered " + answer.status() + ": " + what + (says.isEmpty() ? "" : " It says: " + says));
  }

  /** A failure for an answer that cannot be used. */
  public ExchangeFailed refused(String what) {
    return new ExchangeFailed(who + " " + what, true);
  }

  private ExchangeFailed unanswered(String what) {
    return new ExchangeFailed(who + " " + what, false);
  }

  /** At most 160 characters of ASCII, so that the other system cannot forge log lines. */
  public static String printable(@Nullable String untrusted) {
    String text = untrusted == null ? "" : untrusted.strip().replaceAll("[^!-~]+", " ");
    return text.length() <= 160 ? text : text.substring(0, 160) + "...";
  }
}
