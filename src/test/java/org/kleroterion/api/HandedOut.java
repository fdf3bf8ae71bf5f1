package org.kleroterion.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Proofs;

/**
 * Every checkpoint that a log has handed out, with a receipt or alone: all of them must be of one
 * log that only grew. Many clients may add to it at once.
 */
public final class HandedOut {
  private final VerifierKey key;
  private final Map<Long, Hash> roots = new ConcurrentSkipListMap<>();
  private final AtomicInteger receipts = new AtomicInteger();

  /**
   * @param vkey as the trial's definition tells it
   */
  public HandedOut(String vkey) {
    this.key = VerifierKey.parse(vkey);
  }

  /** A receipt that was handed out; fails unless it proves its entry. */
  public void receipt(String entry, String proof) {
    keep(TlogProof.parse(proof).verify(entry, key));
    receipts.incrementAndGet();
  }

  /**
   * A checkpoint that was handed out; fails unless the log signed it.
   *
   * @return how many entries it covers
   */
  public long checkpoint(String note) {
    Checkpoint checkpoint = Checkpoint.parse(Note.parse(note).requireSignedBy(key).text());
    keep(checkpoint);
    return checkpoint.size();
  }

  private void keep(Checkpoint checkpoint) {
    Hash before = roots.putIfAbsent(checkpoint.size(), checkpoint.root());
    assertThat(before == null || before.equals(checkpoint.root()))
        .as("one root for the tree of %d entries, whoever hands it out", checkpoint.size())
        .isTrue();
  }

  /** How many receipts were verified. */
  public int receipts() {
    return receipts.get();
  }

  /** The sizes of the trees that were signed, each once, in order. */
  public List<Long> sizes() {
    return new ArrayList<>(roots.keySet());
  }

  /**
   * Fails unless every checkpoint is of this very log, so that each two of them are consistent.
   *
   * @param leaves the log's exact lines, from its first on
   */
  public void requirePrefixesOf(List<String> leaves, String when) {
    Frontier frontier = Frontier.EMPTY;
    int found = 0;
    for (String leaf : leaves) {
      frontier = frontier.append(Hash.ofLeaf(leaf.getBytes(StandardCharsets.UTF_8))).frontier();
      Hash handedOut = roots.get(frontier.size());
      if (handedOut != null) {
        assertThat(handedOut)
            .as("the root of the first %d entries, handed out and now, %s", frontier.size(), when)
            .isEqualTo(frontier.root());
        found++;
      }
    }
    assertThat(found).as("no checkpoint is of a longer log, " + when).isEqualTo(roots.size());
  }

  /**
   * Fails unless the proof leads from the checkpoint of this size, handed out before, to a newer
   * one.
   *
   * @param proof as the log gives it: {@code old}, hashes, an empty line, the newer checkpoint
   */
  public void requireExtended(long from, String proof, String when) {
    int blank = proof.indexOf("\n\n");
    List<String> lines = List.of(proof.substring(0, blank).split("\n"));
    Note note = Note.parse(proof.substring(blank + 2)).requireSignedBy(key);
    Checkpoint newer = Checkpoint.parse(note.text());
    keep(newer);
    assertThat(lines.get(0)).isEqualTo("old " + from);
    assertThat(
            Proofs.extend(
                from,
                roots.get(from),
                newer.size(),
                newer.root(),
                lines.stream().skip(1).map(Hash::ofBase64).toList()))
        .as("the log of %d entries begins with the one of %d, %s", newer.size(), from, when)
        .isTrue();
  }
}
