package org.kleroterion.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.kleroterion.api.Management;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;

/** The service and an issuer whose keys come from a URL. */
@QuarkusTest
@WithTestResource(IssuerStub.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TokenKeysTest {
  private static final Map<String, RsaJsonWebKey> KEYS = new ConcurrentHashMap<>();
  // Longer than the five seconds between two fetches.
  private static final Duration SOON = Duration.ofSeconds(20);

  private TrialUnderTest trial;

  @BeforeEach
  void registers() {
    trial = TrialUnderTest.registered("protocols/wlrt-obc.yaml", text -> text);
  }

  @Test
  @Order(1)
  @Tag("R21")
  void a_start_without_the_issuer_is_not_ready_answers_503_and_recovers_by_itself() {
    readiness(503).body("checks.name", hasItem("Keys of the token issuer are known"));
    await().atMost(SOON).until(() -> lastFetch().startsWith("Non 200 status code (503"));
    as("one")
        .statusCode(503)
        .header("Retry-After", equalTo("2"))
        .body("type", endsWith("/service-unavailable"));

    // What a load balancer says in its place must not be taken for its keys.
    IssuerStub.answers("<html>Maintenance</html>");
    await().atMost(SOON).until(() -> lastFetch().contains("is not a JWK set"));
    IssuerStub.answers("{\"keys\":5}");
    as("one").statusCode(503);

    publishes("one");
    await().atMost(SOON).until(() -> health().extract().statusCode() == 200);
    as("one").statusCode(200);
  }

  @Test
  @Order(2)
  @Tag("R21")
  void a_new_key_is_good_at_once_although_the_issuer_says_cache_me_for_a_day() {
    publishes("one", "two");
    as("two").statusCode(200);
    as("one").statusCode(200);
  }

  @Test
  @Order(3)
  @Tag("R21")
  void tokens_of_unknown_keys_do_not_hammer_the_issuer() {
    publishes("one");
    awaitAccepted("one");
    long begin = System.nanoTime();
    int asked = IssuerStub.asked();
    for (int i = 0; i < 100; i++) {
      as(i % 2 == 0 ? "one" : "unknown", "unknown-" + i).statusCode(401);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    assertThat(IssuerStub.asked() - asked).isBetween(0, 4 + (int) seconds / 5);
  }

  @Test
  @Order(4)
  @Tag("R21")
  void an_issuer_that_is_gone_keeps_nobody_out_whose_key_is_known() {
    publishes("one");
    awaitAccepted("one");
    IssuerStub.answers("");
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              as("unknown").statusCode(401);
              return lastFetch().contains("503");
            });
    as("one").statusCode(200);
    readiness(200);
  }

  @Test
  @Order(5)
  @Tag("R21")
  void keys_that_are_not_for_signatures_verify_nothing() throws JoseException {
    RsaJsonWebKey encrypts = RsaJwkGenerator.generateJwk(2048);
    encrypts.setKeyId("encrypts");
    encrypts.setUse("enc");
    KEYS.put("encrypts", encrypts);
    RsaJsonWebKey other = RsaJwkGenerator.generateJwk(2048);
    other.setKeyId("other");
    other.setAlgorithm("PS256");
    KEYS.put("other", other);
    publishes("one", "two", "encrypts", "other");

    awaitAccepted("two");
    as("encrypts").statusCode(401);
    as("other").statusCode(401);
  }

  private static RsaJsonWebKey key(String kid) {
    return KEYS.computeIfAbsent(
        kid,
        id -> {
          try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
          } catch (JoseException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void publishes(String... kids) {
    IssuerStub.answers(
        new JsonWebKeySet(Arrays.stream(kids).map(TokenKeysTest::key).toList())
            .toJson(OutputControlLevel.PUBLIC_ONLY));
  }

  private void awaitAccepted(String kid) {
    await().atMost(SOON).until(() -> as(kid).extract().statusCode() == 200);
  }

  private ValidatableResponse as(String kid) {
    return as(kid, kid);
  }

  private ValidatableResponse as(String key, String kid) {
    String token = Tokens.claims("auditor").jws().keyId(kid).sign(key(key).getPrivateKey());
    return trial.get(token, "");
  }

  private static String lastFetch() {
    return String.valueOf(
        (Object)
            health()
                .extract()
                .path(
                    "checks.find { it.name == 'Keys of the token issuer are known' }.data?.'last"
                        + " fetch'"));
  }

  private static ValidatableResponse readiness(int status) {
    return health().statusCode(status);
  }

  private static ValidatableResponse health() {
    return Management.readiness();
  }
}
