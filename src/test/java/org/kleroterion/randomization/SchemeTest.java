package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R05")
@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemeTest {
  private static final Share CONTROL = new Share("CONTROL", 1);
  private static final Share WLRT = new Share("WLRT", 2);
  private static final Share ENORMOUS = new Share("ENORMOUS", Integer.MAX_VALUE);

  @ParameterizedTest
  @MethodSource("schemes_that_are_wrong")
  void a_scheme_that_is_wrong_is_refused(
      List<Share> shares, List<Integer> blockSizes, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scheme(shares, blockSizes))
        .withMessage(message);
  }

  static List<Arguments> schemes_that_are_wrong() {
    List<Share> both = List.of(CONTROL, WLRT);
    String order = "The block sizes must be above 0 and ascending";
    String multiple = "A block size is not a multiple of the sum of weights";
    return List.of(
        Arguments.of(List.of(), List.of(3), "A scheme needs at least one share"),
        Arguments.of(
            List.of(CONTROL, new Share("CONTROL", 2)),
            List.of(3),
            "An arm has more than one share"),
        Arguments.of(both, List.of(), "A scheme needs at least one block size"),
        Arguments.of(both, List.of(0), order),
        Arguments.of(both, List.of(-3), order),
        Arguments.of(both, List.of(6, 3), order),
        Arguments.of(both, List.of(3, 3), order),
        Arguments.of(both, List.of(3, 1002), "A block size is above 1000"),
        Arguments.of(both, List.of(4), multiple),
        Arguments.of(both, List.of(3, 7), multiple),
        Arguments.of(List.of(CONTROL, ENORMOUS), List.of(1000), multiple),
        // As an int this sum is 1, of which everything is a multiple.
        Arguments.of(
            List.of(ENORMOUS, new Share("HUGE", Integer.MAX_VALUE), new Share("SMALL", 3)),
            List.of(1),
            multiple));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0})
  void a_weight_below_1_is_refused(int weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Share("WLRT", weight))
        .withMessage("A weight must be at least 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " WLRT", "WL,RT", "WL\nRT", "_WLRT"})
  void an_arm_that_is_not_a_code_is_refused(String arm) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Share(arm, 1))
        .withMessageStartingWith("The arm does not match");
  }

  @Test
  void an_arm_has_at_most_64_characters() {
    assertThat(new Share("a".repeat(64), 1).arm()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new Share("a".repeat(65), 1));
  }

  @Test
  void one_arm_and_a_block_of_1000_are_a_scheme() {
    assertThat(new Scheme(List.of(CONTROL), List.of(1, Scheme.MAX_BLOCK_SIZE)).blockSizes())
        .containsExactly(1, 1000);
  }

  @Test
  void the_lists_are_copied() {
    List<Share> shares = new ArrayList<>(List.of(CONTROL, WLRT));
    List<Integer> blockSizes = new ArrayList<>(List.of(3, 6));
    Scheme scheme = new Scheme(shares, blockSizes);
    shares.clear();
    blockSizes.clear();

    assertThat(scheme).isEqualTo(new Scheme(List.of(CONTROL, WLRT), List.of(3, 6)));
  }
}
