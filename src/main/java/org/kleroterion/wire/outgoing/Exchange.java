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

/** Posts to one URL of somebody who is not trusted to be quick, brief or polite. */
public final class Exchange {
  /** Longer than any honest answer: sixteen post-quantum signatures, or a timestamp's chain. */
  public static final int LONGEST_ANSWER = 64 * 1024;

  private final String who;
  private final URI url;
  private final Duration patience;
  private final HttpClient http;

  /**
   * @param who begins every message, with the host behind it
   * @param connectTimeout for the connection alone
   * @param patience for all of an exchange, to the last byte of the answer
   * @throws IllegalArgumentException if the URL is not http or https with a host, or holds a
   *     password, which would not be sent
   */
  public Exchange(String who, URI url, Duration connectTimeout, Duration patience) {
    if (url.getHost() == null
        || !("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          who + " needs a URL https://<host>/… or http://<host>/…, without user or fragment");
    }
    // Not the path: where a service is rented, it may be the secret.
    this.who = who + " at " + url.getRawAuthority();
    this.url = url;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .build();
  }

  /**
   * @param type media type of the body
   * @throws ExchangeFailed if no whole answer of at most {@value #LONGEST_ANSWER} bytes came in
   *     time; its status may be any
   */
  public Answer post(String type, byte[] body) throws ExchangeFailed {
    return post(type, body, Map.of());
  }

  /**
   * The same with further headers.
   *
   * @throws ExchangeFailed as above
   */
  public Answer post(String type, byte[] body, Map<String, String> headers) throws ExchangeFailed {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(url)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(builder::header);
    HttpRequest request = builder.build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, head -> new BoundedBody(LONGEST_ANSWER));
    try {
      // Not HttpRequest.timeout, which ends at the headers: a body could then trickle for ever.
      HttpResponse<byte[]> response = exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (response.body().length > LONGEST_ANSWER) {
        throw refused("answered with more than " + LONGEST_ANSWER + " bytes. Is the URL right?");
      }
      return new Answer(response);
    } catch (TimeoutException e) {
      throw silent("has not answered within " + patience.toMillis() + " ms.");
    } catch (ExecutionException e) {
      throw silent(failure(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent("was not waited for: the service stops.");
    } finally {
      // Of no effect on an exchange that is over; otherwise it closes the connection.
      exchange.cancel(true);
    }
  }

  private static String failure(@Nullable Throwable failure) {
    if (failure instanceof HttpConnectTimeoutException || failure instanceof ConnectException) {
      return "cannot be reached. Does it run, is the URL right, and is the way there open?";
    }
    if (failure instanceof SSLException) {
      return "offers no TLS that this machine trusts: " + printable(failure.getMessage());
    }
    if (failure instanceof IOException) {
      return "broke off: " + printable(failure.getMessage());
    }
    return "could not be asked: " + printable(String.valueOf(failure));
  }

  /** A refusal of theirs, with the begin of what they say about it. */
  public ExchangeFailed refused(Answer answer, String what) {
    String says = printable(new String(answer.body(), StandardCharsets.UTF_8));
    return refused(
        "answered " + answer.status() + ": " + what + (says.isEmpty() ? "" : " It says: " + says));
  }

  public ExchangeFailed refused(String what) {
    return new ExchangeFailed(who + " " + what, true);
  }

  private ExchangeFailed silent(String what) {
    return new ExchangeFailed(who + " " + what, false);
  }

  /** At most 160 characters of ASCII: whoever is asked could forge lines of the operator's log. */
  public static String printable(@Nullable String said) {
    String text = said == null ? "" : said.strip().replaceAll("[^!-~]+", " ");
    return text.length() <= 160 ? text : text.substring(0, 160) + "...";
  }
}
