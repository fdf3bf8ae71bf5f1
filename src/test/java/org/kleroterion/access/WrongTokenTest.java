package org.kleroterion.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.TestKeys;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** Tokens that must open nothing. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrongTokenTest {
  private static final Object MISSING = new Object();

  /** Writes half of a character as an escape; in UTF-8 it would become a question mark. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final Map<String, Supplier<String>> WRONG = new LinkedHashMap<>();

  static {
    WRONG.put("no token behind Bearer", () -> "");
    WRONG.put("not a token", () -> "a.b.c");
    WRONG.put("of another key", () -> Tokens.claims("enroller").sign(anotherKey().getPrivate()));
    WRONG.put(
        "of another issuer",
        () -> Tokens.sign(Tokens.claims("enroller").issuer("https://elsewhere.test")));
    WRONG.put(
        "for another audience",
        () -> Tokens.sign(Tokens.claims("enroller").audience("another-service")));
    WRONG.put(
        "expired", () -> Tokens.sign(Tokens.claims("enroller").expiresIn(Duration.ofHours(-2))));
    WRONG.put("without a subject", () -> Tokens.sign(Tokens.claims("enroller").remove("sub")));
    WRONG.put(
        "with a subject that breaks lines",
        () -> Tokens.sign(Tokens.claims("enroller").subject("eve\nadmin")));
    WRONG.put("unsigned (alg none)", () -> handmade("none", "", claims -> ""));
    WRONG.put(
        "HS256 with the public key as its secret",
        () -> handmade("HS256", "", WrongTokenTest::hmac));
    WRONG.put(
        "PS256, which this service does not take",
        () ->
            Tokens.claims("enroller")
                .jws()
                .algorithm(SignatureAlgorithm.PS256)
                .sign(TestKeys.privateKey()));
    WRONG.put(
        "one bit of the signature flipped",
        () -> {
          String token = Tokens.enroller();
          int last = token.length() - 10;
          char flipped = token.charAt(last) == 'A' ? 'B' : 'A';
          return token.substring(0, last) + flipped + token.substring(last + 1);
        });
    WRONG.put(
        "with its key inside (jwk header)", () -> handmade("RS256", jwkHeader(), c -> "AAAA"));
  }

  static Stream<String> wrong() {
    return WRONG.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  @Tag("R21")
  void is_refused_and_writes_nothing(String name) {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String token = WRONG.get(name).get();
    // Without a token the challenge has no error code.
    Matcher<String> challenge =
        token.isEmpty() ? startsWith("Bearer") : equalTo("Bearer error=\"invalid_token\"");

    trial
        .assess(token, "S-1", trial.site(), Screenings.eligible())
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", challenge)
        .body("type", endsWith("/unauthenticated"));
    trial.get(token, "").statusCode(401);
    TrialUnderTest.as(token)
        .get("/fhir/R4/ResearchStudy")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", challenge);
    assertThat(trial.log()).hasSize(2);
  }

  static Stream<Arguments> claims() {
    List<Arguments> claims = new ArrayList<>();
    for (String claim : List.of("groups", "trials", "sites")) {
      claims.add(Arguments.of(claim, Map.of("enroller", "*"), "is an object"));
      claims.add(Arguments.of(claim, Map.of(), "is an object"));
      claims.add(Arguments.of(claim, 7, "is a number"));
      claims.add(Arguments.of(claim, 7.5, "is a number"));
      claims.add(Arguments.of(claim, true, "is a boolean"));
      claims.add(Arguments.of(claim, "", "is an empty string"));
      claims.add(Arguments.of(claim, List.of(" "), "is an array that contains an empty string"));
      claims.add(Arguments.of(claim, List.of(List.of("*")), "is an array that contains an array"));
      claims.add(Arguments.of(claim, List.of("*", 7), "is an array that contains a number"));
      claims.add(Arguments.of(claim, List.of("*", false), "is an array that contains a boolean"));
      claims.add(
          Arguments.of(claim, List.of("*", Map.of()), "is an array that contains an object"));
    }
    for (String claim : List.of("trials", "sites")) {
      claims.add(Arguments.of(claim, List.of(), "is an empty array"));
      claims.add(Arguments.of(claim, MISSING, "is missing"));
    }
    return claims.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("claims")
  @Tag("R21")
  void a_claim_that_cannot_be_read_is_a_403_that_says_what_was_seen(
      String claim, Object value, String seen) {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String token = signed(claim, value);

    for (ValidatableResponse answer :
        List.of(
            trial.assess(token, "S-1", trial.site(), Screenings.eligible()),
            TrialUnderTest.as(token).get("/v1/trials").then(),
            trial.get(token, "allocations"),
            trial.get(token, "log/checkpoint"))) {
      answer
          .statusCode(403)
          .contentType("application/problem+json")
          .header("WWW-Authenticate", equalTo("Bearer error=\"insufficient_scope\""))
          .body("type", endsWith("/forbidden"))
          .body("detail", startsWith("The token's claim '" + claim + "' " + seen));
    }
    TrialUnderTest.as(token)
        .get("/fhir/R4/ResearchStudy")
        .then()
        .statusCode(403)
        .body("issue[0].diagnostics", startsWith("The token's claim '" + claim + "' " + seen));
    assertThat(trial.log()).hasSize(2);
  }

  static Stream<Arguments> subjects() {
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of(" ", "contains only spaces"),
        Arguments.of("eve\u200b", "contains U+200B"),
        Arguments.of("a\ud800b", "contains U+D800"),
        Arguments.of("e\u0301ve", "is not in Unicode's form NFC"),
        Arguments.of("x".repeat(256), "has 256 characters"),
        Arguments.of("kleroterion", "is a name that the service itself uses"));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  @Tag("R13")
  @Tag("R21")
  void a_subject_that_cannot_be_recorded_is_refused_and_not_rewritten(String sub, String seen) {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String token = signed("sub", sub);

    trial
        .assess(token, "S-1", trial.site(), Screenings.eligible())
        .statusCode(401)
        .header("WWW-Authenticate", equalTo("Bearer error=\"invalid_token\""))
        .body("type", endsWith("/unauthenticated"))
        .body("detail", startsWith("The token's claim 'sub' " + seen));
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  @Tag("R21")
  void a_good_token_made_by_hand_is_accepted() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String token = signed("sub", "eve");
    trial.assess(token, "S-1", trial.site(), Screenings.eligible()).statusCode(201);
  }

  private static KeyPair anotherKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Signer {
    String sign(String signed);
  }

  private static String handmade(String algorithm, String moreHeader, Signer signer) {
    return handmade(algorithm, moreHeader, goodClaims(), signer);
  }

  /** Claims that would do, to be spoilt as no builder would. */
  private static Map<String, Object> goodClaims() {
    long now = System.currentTimeMillis() / 1000;
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", Tokens.ISSUER);
    claims.put("aud", Tokens.AUDIENCE);
    claims.put("sub", "eve");
    claims.put("groups", List.of("enroller"));
    claims.put("trials", List.of("*"));
    claims.put("sites", List.of("*"));
    claims.put("iat", now);
    claims.put("exp", now + 600);
    return claims;
  }

  private static String handmade(
      String algorithm, String moreHeader, Map<String, Object> claims, Signer signer) {
    String header = "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"" + moreHeader + "}";
    try {
      String signed =
          base64(header.getBytes(StandardCharsets.UTF_8))
              + "."
              + base64(JSON.writeValueAsString(claims).getBytes(StandardCharsets.UTF_8));
      return signed + "." + signer.sign(signed);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token that the trusted issuer has signed, with another value of one claim. */
  private static String signed(String claim, Object value) {
    Map<String, Object> claims = goodClaims();
    claims.remove(claim);
    if (value != MISSING) {
      claims.put(claim, value);
    }
    return handmade("RS256", "", claims, WrongTokenTest::rsa);
  }

  private static String hmac(String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(TestKeys.publicPem().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String rsa(String signed) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(TestKeys.privateKey());
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return base64(signature.sign());
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String jwkHeader() {
    return ",\"jwk\":{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
        + base64(HexFormat.of().parseHex("c3".repeat(256)))
        + "\"}";
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
