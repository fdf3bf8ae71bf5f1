package org.kleroterion.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
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
  private static final Map<String, Supplier<String>> WRONG = new LinkedHashMap<>();

  static {
    WRONG.put("no token at all", () -> "");
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

    trial
        .assess(token, "S-1", trial.site(), Screenings.eligible())
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", endsWith("/unauthenticated"));
    trial.get(token, "").statusCode(401);
    assertThat(trial.log()).hasSize(2);
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
    long now = System.currentTimeMillis() / 1000;
    String header = "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"" + moreHeader + "}";
    String claims =
        "{\"iss\":\""
            + Tokens.ISSUER
            + "\",\"aud\":\""
            + Tokens.AUDIENCE
            + "\",\"sub\":\"eve\",\"groups\":[\"enroller\"],\"trials\":[\"*\"],\"sites\":[\"*\"],"
            + "\"iat\":"
            + now
            + ",\"exp\":"
            + (now + 600)
            + "}";
    String signed =
        base64(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    return signed + "." + signer.sign(signed);
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

  private static String jwkHeader() {
    return ",\"jwk\":{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
        + base64(HexFormat.of().parseHex("c3".repeat(256)))
        + "\"}";
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
