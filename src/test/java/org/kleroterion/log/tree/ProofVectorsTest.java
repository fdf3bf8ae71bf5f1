package org.kleroterion.log.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.Vectors;

/** Published proofs, most of them wrong in one way each. */
@Tag("R09")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProofVectorsTest {
  private static final String PUBLISHED = "https://github.com/transparency-dev/merkle, testdata";

  @Test
  void inclusion_proofs_hold_or_are_refused() throws IOException {
    check(
        "rfc6962-inclusion.json",
        probe ->
            // An empty text that is called a leaf's hash cannot even be asked about.
            !probe.get("leafHash").asText().isEmpty()
                && Proofs.includes(
                    hash(probe, "leafHash"),
                    probe.get("leafIdx").bigIntegerValue().longValue(),
                    probe.get("treeSize").bigIntegerValue().longValue(),
                    proof(probe),
                    hash(probe, "root")));
  }

  @Test
  void consistency_proofs_hold_or_are_refused() throws IOException {
    check(
        "rfc6962-consistency.json",
        probe ->
            Proofs.extend(
                probe.get("size1").bigIntegerValue().longValue(),
                hash(probe, "root1"),
                probe.get("size2").bigIntegerValue().longValue(),
                hash(probe, "root2"),
                proof(probe)));
  }

  private static void check(String file, Predicate<JsonNode> holds) throws IOException {
    JsonNode probes = Vectors.read(file, PUBLISHED);
    assertThat(probes).hasSize(98);
    for (JsonNode probe : probes) {
      boolean expected = !probe.get("wantErr").booleanValue();
      assertThat(holds.test(probe)).as(probe.get("name").textValue()).isEqualTo(expected);
    }
  }

  private static Hash hash(JsonNode probe, String member) {
    return hash(probe.get(member).asText());
  }

  /** Some probes have texts for hashes, which are only ever compared. */
  private static Hash hash(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    return bytes.length == Hash.BYTES ? Hash.of(bytes) : Hash.ofLeaf(bytes);
  }

  private static List<Hash> proof(JsonNode probe) {
    List<Hash> proof = new ArrayList<>();
    probe.get("proof").forEach(one -> proof.add(hash(one.asText())));
    return proof;
  }
}
