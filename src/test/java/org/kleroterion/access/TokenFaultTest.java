package org.kleroterion.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.Settings;

/** The output says the one true cause why a token is refused, and never contains the token. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TokenFaultTest {
  private static final KeyPair KEY = keyPair();
  private static final KeyPair OTHER = keyPair();
  private static final long NOW = System.currentTimeMillis() / 1000;
  private static final String GOOD =
      "{'iss':'https://id.test','aud':'kleroterion','sub':'eve','groups':['enroller'],"
          + "'trials':['*'],'sites':['*'],'iat':"
          + NOW
          + ",'exp':"
          + (NOW + 600)
          + "}";

  private final List<String> lines = new ArrayList<>();

  static Stream<Arguments> causes() {
    String iat = "'iat':" + NOW;
    String exp = "'exp':" + (NOW + 600);
    return Stream.of(
        Arguments.of(
            "an old one", changed(exp, "'exp':" + (NOW - 61), iat, "'iat':0"), "expired at 20"),
        Arguments.of("no exp", changed("," + exp, ""), "no claim 'exp'"),
        Arguments.of("no iat", changed("," + iat, ""), "no claim 'iat'"),
        Arguments.of("exp before iat", changed(exp, "'exp':" + (NOW - 9)), "'exp' is before 'iat'"),
        Arguments.of("exp as text", changed(exp, "'exp':'soon'"), "claim 'exp' cannot be read"),
        Arguments.of("iat as object", changed(iat, "'iat':{}"), "claim 'iat' cannot be read"),
        Arguments.of(
            "of tomorrow",
            changed(exp, "'exp':" + (NOW + 9000) + ",'nbf':" + (NOW + 7200)),
            "not valid before 20"),
        Arguments.of(
            "another issuer",
            changed("https://id.test", "https://else\\nwhere"),
            "of the issuer \"https://else?where\""),
        Arguments.of("no issuer", changed("'iss':'https://id.test',", ""), "issuer (none)"),
        Arguments.of(
            "issuer as number", changed("'https://id.test'", "7"), "claim 'iss' cannot be read"),
        Arguments.of(
            "another audience", changed("'kleroterion'", "['account']"), "audience \"[account]\""),
        Arguments.of("no audience", changed("'aud':'kleroterion',", ""), "audience (none)"),
        Arguments.of(
            "audience as object", changed("'kleroterion'", "{}"), "claim 'aud' cannot be read"),
        Arguments.of(
            "two faults",
            changed("'kleroterion'", "'a'", "https://id.test", "b"),
            "audience \"a\", and it is of the issuer \"b\""),
        Arguments.of("subject as array", changed("'eve'", "['eve']"), "claim 'sub' cannot be read"),
        Arguments.of(
            "another key", signed(GOOD, "RS256", OTHER.getPrivate()), "signature does not match"),
        Arguments.of(
            "another algorithm", signed(GOOD, "PS256", KEY.getPrivate()), "algorithm \"PS256\""),
        Arguments.of("unsigned", header("{'alg':'none'}") + ".", "algorithm \"none\""),
        Arguments.of("no algorithm", header("{}") + ".AAAA", "algorithm (none)"),
        Arguments.of("algorithm as number", header("{'alg':7}") + ".AAAA", "not a signed JWT"),
        Arguments.of(
            "encrypted",
            header("{'alg':'RSA-OAEP','enc':'A128GCM'}") + ".A.A.A",
            "not a signed JWT"),
        Arguments.of("not base64", header("{'alg':'RS256'}") + ".!!!!", "signature does not match"),
        Arguments.of("no JWT", "a.b.c", "not a signed JWT"),
        Arguments.of("nothing", "", "not a signed JWT"),
        Arguments.of(
            "claims as text", signed("hello", "RS256", KEY.getPrivate()), "not a JSON object"),
        Arguments.of(
            "claims as array", signed("[]", "RS256", KEY.getPrivate()), "not a JSON object"),
        Arguments.of("a claim twice", changed("'sub'", "'sub':'adam','sub'"), "not a JSON object"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("causes")
  @Tag("R21")
  void the_output_says_why(String name, String token, String cause) {
    assertThatThrownBy(() -> parse(token, Map.of())).as(name).isInstanceOf(ParseException.class);

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("WARNING Refused a token: it")
        .contains(cause);
    for (String part : token.split("\\.")) {
      if (part.length() > 20) {
        assertThat(lines.get(0)).doesNotContain(part);
      }
    }
  }

  @Test
  void an_unknown_key_id_is_named_and_shortened() {
    String token = header("{'alg':'RS256','kid':'" + "k".repeat(500) + "'}") + ".AAAA";

    assertThatThrownBy(() -> parse(token, Map.of("kleroterion.token.keys", "http://127.0.0.1:1")))
        .isInstanceOf(Refusal.class);

    // The issuer cannot be reached, which is not a fault of the token.
    assertThat(lines).isEmpty();
    assertThat(TokenFault.of(token, unknownKey(token)).cause())
        .contains("key id \"" + "k".repeat(100) + "…\"")
        .doesNotContain("k".repeat(101));
  }

  @Test
  @Tag("R21")
  void a_good_token_has_its_caller_and_no_line() throws ParseException {
    VerifiedToken token = parse(signed(GOOD, "RS256", KEY.getPrivate()), Map.of());

    assertThat(token.caller().id()).isEqualTo("eve");
    assertThat(token.caller().roles()).containsExactly(Role.ENROLLER);
    assertThat(lines).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[null]", "{'a':null}", "1e400", "true", "''"})
  void other_claims_may_be_anything(String value) throws ParseException {
    String claims =
        changed(
            "'sub'",
            "'upn':" + value + ",'preferred_username':" + value + ",'x':" + value + ",'sub'");

    assertThat(parse(claims, Map.of()).getName()).isEqualTo("eve");
  }

  static Stream<Arguments> claims() {
    return Stream.of(
        Arguments.of("'groups':['enroller']", "'groups':{'enroller':'*'}", "is an object"),
        Arguments.of("'groups':['enroller']", "'groups':7", "is a number"),
        Arguments.of("'groups':['enroller']", "'groups':true", "is a boolean"),
        Arguments.of("'groups':['enroller']", "'groups':[['x']]", "array that contains an array"),
        Arguments.of("'groups':['enroller']", "'groups':[null]", "array that contains null"),
        Arguments.of("'trials':['*']", "'trials':{}", "is an object"),
        Arguments.of("'trials':['*']", "'trials':['*',{}]", "array that contains an object"),
        Arguments.of("'trials':['*']", "'trials':''", "is an empty string"),
        Arguments.of("'trials':['*'],", "", "is missing or null"),
        Arguments.of("'sites':['*']", "'sites':[]", "is an empty array"),
        Arguments.of("'sites':['*']", "'sites':null", "is missing or null"),
        Arguments.of("'sites':['*']", "'sites':['*',7]", "array that contains a number"),
        Arguments.of("'sub':'eve'", "'sub':'a\\ud800b'", "contains U+D800"),
        Arguments.of("'sub':'eve',", "", "is missing or null"),
        Arguments.of("'sub':'eve'", "'sub':'kleroterion'", "the service itself uses"));
  }

  @ParameterizedTest
  @MethodSource("claims")
  @Tag("R21")
  void a_claim_that_cannot_be_read_is_named_with_what_was_seen(
      String claim, String value, String seen) {
    assertThatThrownBy(() -> parse(changed(claim, value), Map.of()))
        .isInstanceOf(TokenClaims.ClaimRefused.class)
        .hasMessageContaining(claim.replaceAll(":.*", " ").strip())
        .hasMessageContaining(seen);
    assertThat(lines).singleElement().asString().contains(seen);
  }

  static Stream<Arguments> lifetimes() {
    return Stream.of(
        Arguments.of(300, 0, true),
        Arguments.of(301, 0, false),
        Arguments.of(86_400, 0, false),
        // It would be valid for longer than it says.
        Arguments.of(300, 3600, false));
  }

  @ParameterizedTest
  @MethodSource("lifetimes")
  @Tag("R21")
  void the_longest_lifetime_is_a_setting(int seconds, int later, boolean accepted)
      throws ParseException {
    String token =
        changed(
            "'iat':" + NOW,
            "'iat':" + (NOW + later),
            "'exp':" + (NOW + 600),
            "'exp':" + (NOW + later + seconds));
    Map<String, String> limit = Map.of("kleroterion.token.longest-lifetime", "PT5M");

    assertThat(parse(token, Map.of()).caller().id()).isEqualTo("eve");
    if (accepted) {
      assertThat(parse(token, limit).caller().id()).isEqualTo("eve");
    } else {
      assertThatThrownBy(() -> parse(token, limit)).isInstanceOf(ParseException.class);
      assertThat(lines)
          .singleElement()
          .asString()
          .containsPattern("longest-lifetime|in the future");
    }
  }

  @Test
  void a_limited_lifetime_needs_both_ends() {
    Map<String, String> limit = Map.of("kleroterion.token.longest-lifetime", "PT5M");
    for (String claim : List.of(",'iat':" + NOW, ",'exp':" + (NOW + 600))) {
      assertThatThrownBy(() -> parse(changed(claim, ""), limit))
          .isInstanceOf(ParseException.class)
          .hasMessageContaining("no claim");
    }
  }

  private VerifiedToken parse(String token, Map<String, String> more) throws ParseException {
    Settings settings =
        new SmallRyeConfigBuilder()
            .withMapping(Settings.class)
            .withDefaultValues(
                Map.of(
                    "kleroterion.data-directory", "x",
                    "kleroterion.log.publish-every", "PT1S",
                    "kleroterion.log.timeout", "PT1S",
                    "kleroterion.database.transactions", "1",
                    "kleroterion.deliveries.every", "PT1S",
                    "kleroterion.deliveries.claim", "PT1S",
                    "kleroterion.deliveries.timeout", "PT1S",
                    "kleroterion.deliveries.tries", "1",
                    "kleroterion.deliveries.pause", "PT1S",
                    "kleroterion.deliveries.longest-pause", "PT1S"))
            .withDefaultValues(more)
            .build()
            .getConfigMapping(Settings.class);
    JWTAuthContextInfo rules = new JWTAuthContextInfo(KEY.getPublic(), "https://id.test");
    rules.setExpectedAudience(Set.of("kleroterion"));
    Logger logger = Logger.getLogger(VerifiedTokens.class.getName());
    Handler listener = new Lines();
    logger.addHandler(listener);
    try {
      return (VerifiedToken)
          new VerifiedTokens(new TokenKeys(settings, new SimpleMeterRegistry()), settings)
              .parse(token, rules);
    } finally {
      logger.removeHandler(listener);
    }
  }

  private static org.jose4j.jwt.consumer.InvalidJwtException unknownKey(String token) {
    try {
      new org.jose4j.jwt.consumer.JwtConsumerBuilder()
          .setVerificationKeyResolver(
              (jws, nesting) -> {
                throw new org.jose4j.lang.UnresolvableKeyException("unknown");
              })
          .build()
          .process(token);
    } catch (org.jose4j.jwt.consumer.InvalidJwtException e) {
      return e;
    }
    throw new IllegalStateException("accepted");
  }

  /** A signed token whose claims differ from the good ones: each text and its replacement. */
  private static String changed(String... pairs) {
    String claims = GOOD;
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(claims).contains(pairs[i]);
      claims = claims.replace(pairs[i], pairs[i + 1]);
    }
    return signed(claims, "RS256", KEY.getPrivate());
  }

  private static String signed(String claims, String algorithm, Key key) {
    JsonWebSignature token = new JsonWebSignature();
    token.setPayload(claims.replace('\'', '"'));
    token.setAlgorithmHeaderValue(algorithm);
    token.setKey(key);
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The good claims behind this header, without a signature. */
  private static String header(String header) {
    return base64(header) + "." + base64(GOOD);
  }

  private static String base64(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(
          (line.getLevel().intValue() == 900 ? "WARNING" : line.getLevel())
              + " "
              + line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
