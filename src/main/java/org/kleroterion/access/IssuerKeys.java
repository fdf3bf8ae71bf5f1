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
 * The public keys of the token issuer, by their {@code kid}. They are fetched again every {@link
 * #REFRESH}, and at once when a token names a key that is not known; while the issuer cannot be
 * reached, those that it gave last go on being good.
 */
final class IssuerKeys implements VerificationKeyResolver {
  /** For how long, and a fetch more, a key that the issuer has withdrawn is still good here. */
  static final Duration REFRESH = Duration.ofMinutes(1);

  /** How soon a fetch that failed is tried again, and how often tokens can cause one. */
  static final Duration GAP = Duration.ofSeconds(5);

  // So many that tokens cause may follow each other: a stray one must not keep a new key waiting.
  private static final int BURST = 3;

  private static final Logger LOG = Logger.getLogger(IssuerKeys.class);
  // Fewer than the service has threads: nobody without a good token may hold them all.
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
  // Up to when those that tokens caused have used up one GAP each.
  private Optional<Long> spent = Optional.empty();

  /** Where the keys come from. */
  interface JwkSet {
    /**
     * The keys that may verify this service's tokens, as the issuer publishes them now.
     *
     * @throws IOException if no key set came; its message says why, to the operator
     */
    List<PublicJsonWebKey> fetch() throws IOException;

    /** For messages: where that is. */
    String where();
  }

  /**
   * @param nanoTime never set back, as {@link System#nanoTime} is
   */
  IssuerKeys(JwkSet set, LongSupplier nanoTime) {
    this.set = set;
    this.nanoTime = nanoTime;
  }

  /** Whether any token can be verified at all; asks the issuer if there is no key yet. */
  boolean known() {
    if (keys.isEmpty()) {
      fetchForToken();
    }
    return !keys.isEmpty();
  }

  /** Why there is no key, or why those that are known could not be fetched again. */
  Optional<String> failure() {
    return failure;
  }

  /** Since when the keys are known as they are, empty before the first time. */
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
        () -> new UnresolvableKeyException("The issuer has no such key for this algorithm"));
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

  /** Fetches if it is time to: to be called every few seconds, beside the requests. */
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

  // Whoever finds a fetch going on waits for it: after a rotation many tokens come with the new key
  // at once, and all of them are good.
  private void fetchForToken() {
    if (!waiting.tryAcquire()) {
      return;
    }
    int before = fetches.get();
    try {
      if (!fetching.tryLock(JwkSetUrl.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      try {
        if (fetches.get() == before && isAffordable()) {
          fetch();
          spend();
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
    return spent.map(end -> end - nanoTime.getAsLong() <= (BURST - 1) * GAP.toNanos()).orElse(true);
  }

  // From the fetch's end, so that an issuer that hangs does not hang all of the time.
  private void spend() {
    long now = nanoTime.getAsLong();
    long begin = spent.filter(end -> end - now > 0).orElse(now);
    spent = Optional.of(begin + GAP.toNanos());
  }

  private boolean isOver(Optional<Long> since, Duration time) {
    return since.map(begin -> nanoTime.getAsLong() - begin >= time.toNanos()).orElse(true);
  }

  private void fetch() {
    try {
      become(set.fetch());
    } catch (IOException e) {
      String why = Objects.requireNonNullElse(e.getMessage(), e.toString());
      // Once for an outage rather than every few seconds of it.
      if (!failure.equals(Optional.of(why))) {
        LOG.warnf(
            "The token issuer's keys cannot be fetched from %s: %s. %s",
            set.where(),
            why,
            keys.isEmpty()
                ? "No token can be verified until they are"
                : "Tokens of the keys that are known are still accepted: " + ids(keys));
      }
      failure = Optional.of(why);
    } finally {
      attempted = Optional.of(nanoTime.getAsLong());
      fetches.incrementAndGet();
    }
  }

  private void become(List<PublicJsonWebKey> fetched) {
    Optional<String> without =
        fetched.isEmpty() ? Optional.of("it publishes no key for this service") : Optional.empty();
    if (!failure.equals(without) || !ids(fetched).equals(ids(keys))) {
      LOG.infof(
          "The token issuer's keys at %s are: %s%s",
          set.where(), ids(fetched), fetched.isEmpty() ? ". No token is accepted" : "");
    }
    // An issuer that publishes none has withdrawn them all.
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
