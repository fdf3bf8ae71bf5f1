package org.kleroterion.log.witness;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.ProofPlan;
import org.kleroterion.log.tree.Subtree;

/** A log in memory, as long as anybody asks for. Logs of one name have one key. */
final class GrowingLog {
  private final SigningKey key;
  private final long forkedAt;
  private final List<Frontier> frontiers = new ArrayList<>(List.of(Frontier.EMPTY));
  private final Map<Subtree, Hash> complete = new HashMap<>();

  private GrowingLog(SigningKey key, long forkedAt) {
    this.key = key;
    this.forkedAt = forkedAt;
  }

  static GrowingLog named(String origin) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) origin.hashCode());
    return new GrowingLog(new SigningKey(origin, seed), Long.MAX_VALUE);
  }

  /** Another log by the same key, the same up to this size and different from there on. */
  GrowingLog forkedAt(long size) {
    return new GrowingLog(key, size);
  }

  String origin() {
    return key.verifier().name();
  }

  VerifierKey verifier() {
    return key.verifier();
  }

  Note checkpoint(long size) {
    return key.sign(head(size).text());
  }

  /** The checkpoint, signed by another key of the same name. */
  Note forgedCheckpoint(long size) {
    return new SigningKey(origin(), new byte[32]).sign(head(size).text());
  }

  private synchronized Checkpoint head(long size) {
    for (long index = frontiers.size() - 1; index < size; index++) {
      String leaf = (index < forkedAt ? "leaf " : "another leaf ") + index;
      Frontier.Appended appended =
          frontiers.get((int) index).append(Hash.ofLeaf(leaf.getBytes(StandardCharsets.UTF_8)));
      frontiers.add(appended.frontier());
      for (int level = 0; level < appended.completed().size(); level++) {
        complete.put(new Subtree(level, index >> level), appended.completed().get(level));
      }
    }
    return new Checkpoint(origin(), size, frontiers.get((int) size).root());
  }

  synchronized List<Hash> consistency(long from, long to) {
    head(to);
    return ProofPlan.consistency(from, to).proof(complete::get);
  }
}
