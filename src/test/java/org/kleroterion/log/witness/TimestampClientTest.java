package org.kleroterion.log.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.Needs;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.witness.TimestampStub.Fault;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/** Against a real timestamping authority over HTTP, and against one that does it wrong. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TimestampClientTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SecureRandom random = new SecureRandom();
  private final Note checkpoint =
      GrowingLog.named("hospital.example/v1/trials/aspirin/log").checkpoint(5);
  private final TimestampStub authority = TimestampStub.start();

  @AfterEach
  void close() {
    authority.close();
  }

  private TimestampClient client(Duration timeout) {
    return new TimestampClient(authority.url(), LONG, timeout, random);
  }

  private void assertRefused(Duration timeout, String... why) {
    assertThatExceptionOfType(ExchangeFailed.class)
        .isThrownBy(() -> client(timeout).timestamp(checkpoint))
        .withMessageStartingWith(
            "The timestamping authority at " + authority.url().getAuthority() + " ")
        .withMessageMatching("[ -~]{1,600}")
        .satisfies(refused -> assertThat(refused).message().contains(why))
        .withNoCause();
  }

  @Test
  @Tag("R09")
  void a_timestamp_is_over_the_checkpoints_text_and_verifies() throws Exception {
    TimeStampResponse response = new TimeStampResponse(client(LONG).timestamp(checkpoint));

    TimeStampToken token = response.getTimeStampToken();
    assertThat(token.getTimeStampInfo().getMessageImprintDigest()).isEqualTo(imprint());
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(authority.certificate()));
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, SHA512withRSA",
    "RSA, SHA256withRSAandMGF1",
    "EC, SHA384withECDSA",
    "Ed25519, Ed25519"
  })
  void authorities_sign_with_what_they_like(String key, String signature) throws Exception {
    try (TimestampStub other = TimestampStub.signingWith(key, signature)) {
      TimestampClient client = new TimestampClient(other.url(), LONG, LONG, random);
      assertThat(client.timestamp(checkpoint)).isNotEmpty();

      other.does(Fault.ANOTHERS_SIGNATURE);
      assertThatExceptionOfType(ExchangeFailed.class)
          .isThrownBy(() -> client.timestamp(checkpoint));
    }
  }

  private byte[] imprint() throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(checkpoint.text().getBytes(UTF_8));
  }

  @Test
  @Needs(program = "openssl", debian = "openssl")
  @Tag("R09")
  void openssl_verifies_a_timestamp(@TempDir Path directory) throws Exception {
    Path response = directory.resolve("5.tsr");
    Path text = directory.resolve("text");
    Path certificate = directory.resolve("tsa.pem");
    Files.write(response, client(LONG).timestamp(checkpoint));
    Files.writeString(text, checkpoint.text());
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(authority.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n");

    assertThat(openssl(response, text, certificate)).contains("Verification: OK");

    Files.writeString(text, checkpoint.text() + "\n");
    assertThat(openssl(response, text, certificate)).contains("Verification: FAILED");
  }

  private static String openssl(Path response, Path text, Path certificate) throws Exception {
    Process process =
        new ProcessBuilder(
                "openssl",
                "ts",
                "-verify",
                "-in",
                response.toString(),
                "-data",
                text.toString(),
                "-CAfile",
                certificate.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }

  @Test
  @Tag("R09")
  void every_request_has_another_nonce() throws Exception {
    TimestampClient client = client(LONG);
    assertThat(nonce(client)).isNotEqualTo(nonce(client));
  }

  private BigInteger nonce(TimestampClient client) throws Exception {
    return new TimeStampResponse(client.timestamp(checkpoint))
        .getTimeStampToken()
        .getTimeStampInfo()
        .getNonce();
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_NONCE, wrong nonce",
    "NO_NONCE, nonce",
    "WRONG_IMPRINT, different message imprint",
    "NO_CERTIFICATE, the token does not contain the requested certificate",
    "ANOTHERS_SIGNATURE, 'returned an invalid timestamp, which is not stored: '",
    "BROKEN_SIGNATURE, 'returned an invalid timestamp, which is not stored: '",
    "MORE_BEHIND_IT, 'returned an invalid timestamp, which is not stored: Extra data'",
    "GARBAGE, 'returned an invalid timestamp, which is not stored: '"
  })
  @Tag("R09")
  void a_wrong_timestamp_is_not_kept(Fault fault, String why) {
    authority.does(fault);
    assertRefused(LONG, "returned an invalid timestamp, which is not stored", why);
  }

  @Test
  void a_rejection_says_why() {
    authority.does(Fault.REJECTION);
    assertRefused(
        LONG,
        "returned no timestamp: status 2, failure 0x000080",
        "It says: not with this algorithm");
  }

  @ParameterizedTest
  @CsvSource({
    "OVERSIZED, answered with more than 65536 bytes",
    "WRONG_TYPE, answered 200: the response is not application/timestamp-reply",
    "HTTP_ERROR, answered 403: the response is not a timestamp"
  })
  void what_is_no_timestamp_is_refused(Fault fault, String why) {
    authority.does(fault);
    assertRefused(LONG, why);
  }

  @Test
  void a_slow_authority_is_not_waited_for() {
    authority.does(Fault.NO_ANSWER);
    assertRefused(Duration.ofMillis(300), "did not answer within 300 ms");
  }

  @Test
  void a_dead_authority_is_refused() {
    authority.close();
    assertRefused(LONG, "cannot be reached");
  }

  @Test
  @Tag("R09")
  void whatever_byte_is_altered_nothing_that_was_signed_is_kept_altered_seed_3161()
      throws Exception {
    Random places = new Random(3161);
    TimestampClient client = client(LONG);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      authority.alters(
          reply -> {
            reply[places.nextInt(reply.length)] ^= (byte) (1 + places.nextInt(255));
            return reply;
          });
      try {
        // What stands outside the signature, as the kind of grant does, may be what it likes.
        TimeStampToken token =
            new TimeStampResponse(client.timestamp(checkpoint)).getTimeStampToken();
        assertThat(token.getTimeStampInfo().getMessageImprintDigest()).isEqualTo(imprint());
        token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(authority.certificate()));
      } catch (ExchangeFailed e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(250, 300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsa.example", "ldap://tsa.example", "https://user:secret@tsa.example"})
  void a_url_that_no_authority_has_is_refused_without_being_repeated(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TimestampClient(URI.create(url), LONG, LONG, random))
        .withMessageNotContaining("secret");
  }
}
