package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R04")
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeysTest {
  private static final String ZEROS =
      "sha256:66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";

  @Test
  void a_commitment_is_the_sha_256_of_the_key() {
    assertThat(TrialKey.of(new byte[32]).commitment()).isEqualTo(ZEROS);
  }

  @Test
  void a_revealed_key_gives_the_same_sequence() {
    TrialKey key = new MasterSecret(new byte[32]).trialKey(Draws.TRIAL);
    TrialKey revealed = TrialKey.of(key.reveal());

    assertThat(Draws.sequence(revealed, Draws.oneToTwo(3, 6, 9)).arms().limit(100))
        .isEqualTo(Draws.sequence(key, Draws.oneToTwo(3, 6, 9)).arms().limit(100).toList());
  }

  @Test
  void trials_and_master_secrets_have_keys_of_their_own() {
    byte[] other = new byte[32];
    other[31] = 1;
    String commitment = new MasterSecret(new byte[32]).trialKey("t1").commitment();

    assertThat(new MasterSecret(new byte[32]).trialKey("t2").commitment()).isNotEqualTo(commitment);
    assertThat(new MasterSecret(other).trialKey("t1").commitment()).isNotEqualTo(commitment);
  }

  @Test
  void no_array_is_shared() {
    byte[] given = new byte[32];
    MasterSecret master = new MasterSecret(given);
    TrialKey key = TrialKey.of(given);
    String derived = master.trialKey("t1").commitment();

    Arrays.fill(given, (byte) 1);
    Arrays.fill(key.reveal(), (byte) 1);

    assertThat(master.trialKey("t1").commitment()).isEqualTo(derived);
    assertThat(key.commitment()).isEqualTo(ZEROS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 64})
  void a_secret_of_another_length_is_refused(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MasterSecret(new byte[length]))
        .withMessage("A master secret must have 32 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrialKey.of(new byte[length]))
        .withMessage("A trial key must have 32 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "a\n", "-a", ".a", "a/b", "a=b", "ä"})
  void a_trial_that_is_not_a_code_is_refused(String trial) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MasterSecret(new byte[32]).trialKey(trial))
        .withMessageStartingWith("The trial does not match");
  }
}
