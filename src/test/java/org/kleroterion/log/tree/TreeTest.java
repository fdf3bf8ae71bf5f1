package org.kleroterion.log.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tree against RFC 6962's own recursive definitions, at every size up to {@value #SIZES}. */
@Tag("R09")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TreeTest {
  private static final int SIZES = 130;

  private final List<Hash> leaves = new ArrayList<>();

  /** Every complete subtree that was told when its last leaf was appended. */
  private final Map<Subtree, Hash> complete = new HashMap<>();

  private final List<Frontier> frontiers = new ArrayList<>(List.of(Frontier.EMPTY));

  TreeTest() {
    for (int i = 0; i < SIZES; i++) {
      Hash leaf = Hash.ofLeaf(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
      leaves.add(leaf);
      Frontier.Appended appended = frontiers.get(i).append(leaf);
      frontiers.add(appended.frontier());
      for (int level = 0; level < appended.completed().size(); level++) {
        Subtree subtree = new Subtree(level, i >> level);
        assertThat(subtree.lastLeaf()).isEqualTo(i);
        complete.put(subtree, appended.completed().get(level));
      }
    }
  }

  /** RFC 6962 §2.1: MTH. */
  private static Hash root(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return Hash.EMPTY;
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int k = split(leaves.size());
    return Hash.ofNode(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
  }

  /** RFC 6962 §2.1.1: PATH. */
  private static List<Hash> path(int m, List<Hash> leaves) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int k = split(leaves.size());
    List<Hash> left = leaves.subList(0, k);
    List<Hash> right = leaves.subList(k, leaves.size());
    return m < k ? and(path(m, left), root(right)) : and(path(m - k, right), root(left));
  }

  /** RFC 6962 §2.1.2: SUBPROOF. */
  private static List<Hash> subproof(int m, List<Hash> leaves, boolean whole) {
    if (m == leaves.size()) {
      return whole ? List.of() : List.of(root(leaves));
    }
    int k = split(leaves.size());
    List<Hash> left = leaves.subList(0, k);
    List<Hash> right = leaves.subList(k, leaves.size());
    return m <= k
        ? and(subproof(m, left, whole), root(right))
        : and(subproof(m - k, right, false), root(left));
  }

  private static int split(int n) {
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  private static List<Hash> and(List<Hash> hashes, Hash last) {
    return Stream.concat(hashes.stream(), Stream.of(last)).toList();
  }

  @Test
  void the_frontier_tells_the_root_of_every_size() {
    for (int size = 0; size <= SIZES; size++) {
      assertThat(frontiers.get(size).root())
          .as("size %d", size)
          .isEqualTo(root(leaves.subList(0, size)));
    }
  }

  @Test
  void every_inclusion_proof_of_every_size_is_the_path_and_holds() {
    for (int size = 1; size <= SIZES; size++) {
      Hash root = frontiers.get(size).root();
      for (int index = 0; index < size; index++) {
        ProofPlan plan = ProofPlan.inclusion(index, size);
        List<Hash> proof = plan.proof(complete::get);
        assertThat(proof)
            .as("%d in %d", index, size)
            .isEqualTo(path(index, leaves.subList(0, size)));
        assertThat(Proofs.includes(leaves.get(index), index, size, proof, root)).isTrue();
        assertThat(plan.subtrees()).hasSizeLessThanOrEqualTo(2 * 8);
      }
      assertThat(frontiers.get(size - 1).proofOfNext())
          .as("the last of %d", size)
          .isEqualTo(path(size - 1, leaves.subList(0, size)));
    }
  }

  @Test
  void every_consistency_proof_is_the_subproof_and_holds() {
    for (int to = 1; to <= SIZES; to++) {
      for (int from = 1; from <= to; from++) {
        ProofPlan plan = ProofPlan.consistency(from, to);
        List<Hash> proof = plan.proof(complete::get);
        assertThat(proof)
            .as("%d to %d", from, to)
            .isEqualTo(subproof(from, leaves.subList(0, to), true));
        assertThat(
                Proofs.extend(
                    from, frontiers.get(from).root(), to, frontiers.get(to).root(), proof))
            .isTrue();
        assertThat(plan.subtrees()).hasSizeLessThanOrEqualTo(2 * 8);
      }
    }
    assertThat(ProofPlan.consistency(0, 5).proof(complete::get)).isEmpty();
  }

  @Test
  void the_frontier_of_every_size_is_found_again_from_the_complete_subtrees() {
    for (int size = 0; size <= SIZES; size++) {
      assertThat(Frontier.of(size, complete::get)).isEqualTo(frontiers.get(size));
    }
  }

  @Test
  void hashes_that_are_joined_are_split_again() {
    assertThat(Hashes.split(Hashes.join(leaves))).isEqualTo(leaves);
    assertThatIllegalArgumentException().isThrownBy(() -> Hashes.split(new byte[33]));
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ProofPlan.inclusion(5, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> ProofPlan.inclusion(-1, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> ProofPlan.consistency(6, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Frontier(3, leaves.subList(0, 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Hash.of(new byte[31]));
  }
}
