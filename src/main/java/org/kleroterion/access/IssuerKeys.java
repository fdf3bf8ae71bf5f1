package org.kleroterion.access;

import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The public keys of the token issuer, by their {@code kid}. They are fetched every {@link
 * #REFRESH}, and at once when a token names an unknown key. While the issuer cannot be reached, the
 * keys of the last successful fetch remain valid.
 */
final class IssuerKeys implements VerificationKeyResolver {
  /** A key that the issuer has withdrawn is accepted for at most this long, plus one fetch. */
  static final Duration REFRESH = Duration.ofMinutes(1);

  /** Pause before a failed fetch is retried, and between fetches that tokens cause. */
  static final Duration GAP = Duration.ofSeconds(5);

  // Tokens may cause this many fetches in a row: one wrong token must not delay a new key.
  private static final int BURST = 3;

  private static final Logger LOG = Logger.getLogger(IssuerKeys.class);
  // Fewer than the service has threads: callers with wrong tokens must not block all of them.
  private static final int MOST_WAITING = 64;

  private final JwkSet set;
  private final LongSupplier nanoTime;
  private final ReentrantLock fetching = new ReentrantLock();
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private volatile List<PublicJsonWebKey> keys = List.of();
  private volatile Optional<String> failure = Optional.of("it has not been asked yet");
  private volatile Optional<Long> succeeded = Optional.empty();
  private volatile Optional<Long> attempted = Optional.empty();
  private final AtomicInteger fetches = new AtomicInteger();
  // Rate limit: each fetch that a token causes moves this time (nanoseconds) one GAP further.
  private Optional<Long> budgetUsedUntil = Optional.empty();

  /** The source of the keys. */
  interface JwkSet {
    /**
     * The keys that may verify this service's tokens, as the issuer publishes them now.
     *
     * @throws IOException if no key set was received; its message tells the operator why
     */
    List<PublicJsonWebKey> fetch() throws IOException;

    /** The address of the source, for messages, without a password. */
    String where();
  }

  /**
   * @param nanoTime a monotonic clock such as {@link System#nanoTime}
   */
  IssuerKeys(JwkSet set, LongSupplier nanoTime) {
    this.set = set;
    this.nanoTime = nanoTime;
  }

  /** Whether at least one key is known; if not, tries to fetch the keys first. */
  boolean known() {
    if (keys.isEmpty()) {
      fetchForToken();
    }
    return !keys.isEmpty();
  }

  /** Why the last fetch failed; empty if it succeeded. */
  Optional<String> failure() {
    return failure;
  }

  /** Time since the last successful fetch; empty before the first one. */
  Optional<Duration> age() {
    return succeeded.map(since -> Duration.ofNanos(nanoTime.getAsLong() - since));
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  @Override
  public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    Optional<Key> known = find(token);
    if (known.isEmpty() && token.getKeyIdHeaderValue() != null) {
      fetchForToken();
      known = find(token);
    }
    return known.orElseThrow(
        () ->
            new UnresolvableKeyException("The issuer has no key with this id for this algorithm"));
  }

  private Optional<Key> find(JsonWebSignature token) {
    List<PublicJsonWebKey> now = keys;
    String kid = token.getKeyIdHeaderValue();
    if (kid == null) {
      return now.size() == 1 ? Optional.of(now.get(0).getPublicKey()) : Optional.empty();
    }
    return now.stream()
        .filter(key -> kid.equals(key.getKeyId()))
        .findFirst()
        .map(PublicJsonWebKey::getPublicKey);
  }

  /** Fetches the keys if they are due. The background thread calls this every second. */
  void refresh() {
    Duration every = failure.isPresent() ? GAP : REFRESH;
    if (isOver(attempted, every) && fetching.tryLock()) {
      try {
        fetch();
      } finally {
        fetching.unlock();
      }
    }
  }

  // If a fetch is running already, wait for its result: after a key rotation many valid tokens with
  // the new key arrive at once.
  private void fetchForToken() {
    if (!waiting.tryAcquire()) {
      return;
    }
    int before = fetches.get();
    try {
      if (!fetching.tryLock(JwkSetUrl.LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      try {
        if (fetches.get() == before && isAffordable()) {
          fetch();
          useBudget();
        }
      } finally {
        fetching.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
  }

  private boolean isAffordable() {
    return budgetUsedUntil
        .map(end -> end - nanoTime.getAsLong() <= (BURST - 1) * GAP.toNanos())
        .orElse(true);
  }

  // Count from the end of the fetch, so that an issuer that hangs cannot keep requests waiting
  // all the time.
  private void useBudget() {
    long now = nanoTime.getAsLong();
    long begin = budgetUsedUntil.filter(end -> end - now > 0).orElse(now);
    budgetUsedUntil = Optional.of(begin + GAP.toNanos());
  }

  private boolean isOver(Optional<Long> since, Duration time) {
    return since.map(begin -> nanoTime.getAsLong() - begin >= time.toNanos()).orElse(true);
  }

  private void fetch() {
    try {
      replaceKeys(set.fetch());
    } catch (IOException e) {
      String why = Objects.requireNonNullElse(e.getMessage(), e.toString());
      // Log an outage once, and not at every attempt.
      if (!failure.equals(Optional.of(why))) {
        LOG.warnf(
            "The token issuer's keys cannot be fetched from %s: %s. %s",
            set.where(),
            why,
            keys.isEmpty()
                ? "No token can be verified until they have been fetched"
                : "Tokens signed with the known keys are still accepted: " + ids(keys));
      }
      failure = Optional.of(why);
    } finally {
      attempted = Optional.of(nanoTime.getAsLong());
      fetches.incrementAndGet();
    }
  }

  private void replaceKeys(List<PublicJsonWebKey> fetched) {
    Optional<String> without =
        fetched.isEmpty() ? Optional.of("it publishes no key for this service") : Optional.empty();
    if (!failure.equals(without) || !ids(fetched).equals(ids(keys))) {
      LOG.infof(
          "The token issuer's keys at %s are: %s%s",
          set.where(), ids(fetched), fetched.isEmpty() ? ". No token is accepted" : "");
    }
    // If the issuer publishes no key, it has withdrawn all of them.
    keys = List.copyOf(fetched);
    failure = without;
    succeeded = Optional.of(nanoTime.getAsLong());
  }

  private static Set<String> ids(List<PublicJsonWebKey> keys) {
    Set<String> ids = new TreeSet<>();
    keys.forEach(key -> ids.add(String.valueOf(key.getKeyId()).replaceAll("[^!-~]", "?")));
    return ids;
  }
}
