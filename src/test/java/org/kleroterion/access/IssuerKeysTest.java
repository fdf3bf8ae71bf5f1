package org.kleroterion.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the issuer's keys are fetched, and how long each of them is good. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IssuerKeysTest {
  private final AtomicLong nanoTime = new AtomicLong(-5);
  private final Issuer issuer = new Issuer();
  private final IssuerKeys keys = new IssuerKeys(issuer, nanoTime::get);

  /** Publishes what it is told to; counts who asks. */
  private static final class Issuer implements IssuerKeys.JwkSet {
    private final Map<String, PublicJsonWebKey> published = new LinkedHashMap<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile boolean reachable = true;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    @Override
    public List<PublicJsonWebKey> fetch() throws IOException {
      fetches.incrementAndGet();
      try {
        if (!answers.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody let the issuer answer");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (!reachable) {
        throw new IOException("the connection is refused");
      }
      return List.copyOf(published.values());
    }

    @Override
    public String where() {
      return "https://issuer.test/certs";
    }

    void publishes(String... kids) {
      published.keySet().retainAll(List.of(kids));
      for (String kid : kids) {
        published.computeIfAbsent(kid, Issuer::newKey);
      }
    }

    private static PublicJsonWebKey newKey(String kid) {
      try {
        PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(kid);
        return key;
      } catch (JoseException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  @Tag("R21")
  void a_new_key_is_good_with_the_first_token_that_names_it() {
    issuer.publishes("one");
    keys.refresh();
    assertThat(accepts("one")).isTrue();

    issuer.publishes("one", "two");
    assertThat(accepts("two")).isTrue();
    assertThat(accepts("one")).isTrue();
    assertThat(issuer.fetches).hasValue(2);
  }

  @Test
  @Tag("R21")
  void a_withdrawn_key_is_refused_after_a_minute() {
    issuer.publishes("one", "two");
    keys.refresh();
    issuer.publishes("two");

    pass(IssuerKeys.REFRESH.minusMillis(1));
    assertThat(accepts("one")).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(accepts("one")).isFalse();
    assertThat(accepts("two")).isTrue();
  }

  @Test
  @Tag("R21")
  void a_key_that_changes_under_its_name_is_the_new_one_after_a_minute() throws Exception {
    issuer.publishes("one");
    keys.refresh();
    issuer.publishes();
    issuer.publishes("one");

    pass(IssuerKeys.REFRESH);
    assertThat(keys.resolveKey(token("one"), List.of()))
        .isEqualTo(issuer.published.get("one").getPublicKey());
  }

  @Test
  @Tag("R21")
  void a_flood_of_unknown_keys_costs_the_issuer_three_requests_and_one_in_five_seconds() {
    issuer.publishes("one");
    keys.refresh();

    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 100; i++) {
        assertThat(accepts("junk-" + second + "-" + i)).isFalse();
      }
      assertThat(accepts("one")).isTrue();
      pass(Duration.ofSeconds(1));
    }
    // The first, the three that may follow each other, and one every five seconds.
    assertThat(issuer.fetches).hasValue(1 + 3 + 11);
  }

  @Test
  @Tag("R21")
  void a_stray_token_of_an_unknown_key_keeps_no_new_key_waiting() {
    issuer.publishes("one");
    keys.refresh();
    assertThat(accepts("stray")).isFalse();

    issuer.publishes("two");
    assertThat(accepts("two")).isTrue();
  }

  @Test
  @Tag("R21")
  void a_token_that_names_no_key_causes_nothing_and_needs_the_issuers_only_one() {
    issuer.publishes("one");
    keys.refresh();
    assertThat(accepts(null)).isTrue();

    issuer.publishes("one", "two");
    pass(IssuerKeys.REFRESH);
    assertThat(accepts(null)).isFalse();
    assertThat(issuer.fetches).hasValue(2);
  }

  @Test
  @Tag("R21")
  void known_keys_outlast_any_outage_and_the_issuer_is_asked_every_five_seconds() {
    issuer.publishes("one");
    keys.refresh();
    issuer.reachable = false;

    pass(Duration.ofHours(1));
    assertThat(accepts("one")).isTrue();
    assertThat(accepts("two")).isFalse();
    assertThat(keys.isEmpty()).isFalse();
    assertThat(keys.failure()).contains("the connection is refused");
    assertThat(keys.age()).contains(Duration.ofHours(1));
    // The first one, every five seconds since the minute was over, and what the unknown key caused.
    assertThat(issuer.fetches).hasValue(1 + (3600 - 60) / 5 + 1 + 1);

    issuer.reachable = true;
    issuer.publishes("two");
    pass(IssuerKeys.GAP);
    assertThat(accepts("two")).isTrue();
    assertThat(accepts("one")).isFalse();
    assertThat(keys.failure()).isEmpty();
  }

  @Test
  @Tag("R21")
  void without_a_key_since_the_start_it_says_so_and_recovers() {
    issuer.reachable = false;
    assertThat(keys.known()).isFalse();
    assertThat(keys.age()).isEmpty();
    assertThat(accepts("one")).isFalse();

    issuer.publishes("one");
    issuer.reachable = true;
    pass(IssuerKeys.GAP);
    assertThat(keys.known()).isTrue();
    assertThat(accepts("one")).isTrue();
  }

  @Test
  @Tag("R21")
  void an_issuer_that_publishes_no_key_has_withdrawn_them_all() {
    issuer.publishes("one");
    keys.refresh();
    issuer.publishes();

    pass(IssuerKeys.REFRESH);
    assertThat(accepts("one")).isFalse();
    assertThat(keys.isEmpty()).isTrue();
    assertThat(keys.failure()).isPresent();
  }

  @Test
  @Tag("R21")
  @Timeout(60)
  void everybody_who_comes_with_the_new_key_at_once_waits_for_the_one_fetch() throws Exception {
    issuer.publishes("one");
    keys.refresh();
    issuer.publishes("two");

    try (Crowd crowd = new Crowd(64, "two")) {
      assertThat(crowd.accepted()).isEqualTo(64);
    }
    assertThat(issuer.fetches).hasValue(2);
  }

  @Test
  @Tag("R21")
  @Timeout(60)
  void an_issuer_that_hangs_holds_a_few_of_a_flood_and_nobody_with_a_known_key() throws Exception {
    issuer.publishes("one");
    keys.refresh();

    try (Crowd crowd = new Crowd(200, "junk")) {
      // Those that do not wait are done while the issuer has not answered yet.
      crowd.awaitDone(200 - 64);
      assertThat(accepts("one")).isTrue();
      keys.refresh();
      assertThat(crowd.accepted()).isZero();
    }
    assertThat(issuer.fetches).hasValue(2);
  }

  /** Tokens that come while the issuer takes its time; it answers once they are counted. */
  private final class Crowd implements AutoCloseable {
    private final ExecutorService threads;
    private final List<Future<Boolean>> tokens = new ArrayList<>();

    Crowd(int size, String kid) throws InterruptedException {
      issuer.answers = new CountDownLatch(1);
      threads = Executors.newFixedThreadPool(size);
      for (int i = 0; i < size; i++) {
        tokens.add(threads.submit(() -> accepts(kid)));
      }
    }

    void awaitDone(int count) throws InterruptedException {
      while (tokens.stream().filter(Future::isDone).count() < count) {
        Thread.sleep(5);
      }
    }

    long accepted() throws Exception {
      Thread.sleep(200);
      issuer.answers.countDown();
      long accepted = 0;
      for (Future<Boolean> token : tokens) {
        accepted += token.get() ? 1 : 0;
      }
      return accepted;
    }

    @Override
    public void close() {
      issuer.answers.countDown();
      threads.shutdownNow();
    }
  }

  /** As the service does beside its requests. */
  private void pass(Duration time) {
    long end = nanoTime.get() + time.toNanos();
    while (nanoTime.get() < end) {
      nanoTime.set(Math.min(end, nanoTime.get() + Duration.ofSeconds(1).toNanos()));
      keys.refresh();
    }
  }

  private boolean accepts(String kid) {
    try {
      keys.resolveKey(token(kid), List.of());
      return true;
    } catch (UnresolvableKeyException e) {
      return false;
    }
  }

  private static JsonWebSignature token(String kid) {
    JsonWebSignature token = new JsonWebSignature();
    if (kid != null) {
      token.setKeyIdHeaderValue(kid);
    }
    return token;
  }
}
