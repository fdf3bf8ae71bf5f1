package org.kleroterion.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecretsTest {
  private static final String KNOWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** The answer that the tests of the reference libraries of Standard Webhooks know. */
  @Test
  void the_known_answer_is_given() {
    assertThat(
            Secrets.read(KNOWN)
                .sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void each_of_several_secrets_signs() {
    byte[] body = {1};
    String both = Secrets.read(KNOWN + "\n" + Receiver.SECRET + "\n").sign("m", 1, body);
    assertThat(both)
        .isEqualTo(
            Secrets.read(KNOWN).sign("m", 1, body)
                + " "
                + Secrets.read(Receiver.SECRET).sign("m", 1, body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_%%%%",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_c2hvcnQ="
      })
  void what_is_no_secret_is_refused_and_not_quoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Secrets.read(text))
        .withMessage("must be 'whsec_' and the Base64 of 24 to 64 bytes");
  }
}
