package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a second, independent implementation of {@code kleroterion/1} computed. */
@Tag("R04")
@DisplayNameGeneration(ReplaceUnderscores.class)
class AllocationVectorsTest {
  private static final Vectors VECTORS = read();

  @Test
  void there_are_12_strata_of_8_blocks() {
    assertThat(VECTORS.algorithm).isEqualTo("kleroterion/1");
    assertThat(VECTORS.cases).hasSize(12).allSatisfy(c -> assertThat(c.blocks).hasSize(8));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_trial_key_and_its_commitment_agree(Case expected) {
    TrialKey key = VECTORS.master().trialKey(expected.trial);

    assertThat(HexFormat.of().formatHex(key.reveal())).isEqualTo(expected.trialKey);
    assertThat(key.commitment()).isEqualTo(expected.commitment);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void every_block_agrees(Case expected) {
    Sequence sequence = expected.sequence();

    for (int number = 0; number < expected.blocks.size(); number++) {
      assertThat(sequence.block(number)).isEqualTo(expected.blocks.get(number));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  @Tag("R02")
  void every_slot_agrees_from_place_to_place(Case expected) {
    Sequence sequence = expected.sequence();

    List<String> arms = new ArrayList<>();
    BlockPosition place = BlockPosition.START;
    while (place.block() < expected.blocks.size()) {
      Slot slot = sequence.slot(place);
      arms.add(slot.arm());
      place = slot.next();
    }

    assertThat(arms).isEqualTo(expected.slots());
    assertThat(place.offset()).isZero();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_stream_of_arms_agrees(Case expected) {
    List<String> slots = expected.slots();

    assertThat(expected.sequence().arms().limit(slots.size())).isEqualTo(slots);
  }

  static List<Case> cases() {
    return VECTORS.cases;
  }

  private static Vectors read() {
    try (InputStream json = Vectors.class.getResourceAsStream("/vectors/allocation.json")) {
      return new ObjectMapper().readValue(json, Vectors.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  record Vectors(String algorithm, String masterSecret, List<Case> cases) {
    MasterSecret master() {
      return new MasterSecret(HexFormat.of().parseHex(masterSecret));
    }
  }

  record Arm(String code, int weight) {}

  record Case(
      String trial,
      List<Arm> arms,
      List<Integer> blockSizes,
      String stratum,
      String trialKey,
      String commitment,
      List<List<String>> blocks) {
    Sequence sequence() {
      List<Share> shares = arms.stream().map(arm -> new Share(arm.code, arm.weight)).toList();
      TrialKey key = VECTORS.master().trialKey(trial);
      return new Sequence(key, trial, stratum, new Scheme(shares, blockSizes));
    }

    List<String> slots() {
      return blocks.stream().flatMap(List::stream).toList();
    }

    @Override
    public String toString() {
      return trial + " " + stratum + " " + blockSizes;
    }
  }
}
