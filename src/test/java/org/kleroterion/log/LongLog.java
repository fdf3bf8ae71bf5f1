package org.kleroterion.log;

import io.quarkus.arc.Arc;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;

/** A trial whose log is as long as a test wants it, and what is in it. */
public final class LongLog {
  private static final Actor ACTOR = Actor.SERVICE;

  private final TrialUnderTest trial;

  private LongLog(TrialUnderTest trial) {
    this.trial = trial;
  }

  /** A trial of its own whose log has this many entries. */
  public static LongLog of(int size) {
    LongLog log = new LongLog(TrialUnderTest.shipped());
    log.grow(size - 2);
    return log;
  }

  public TrialUnderTest trial() {
    return trial;
  }

  /** Appends entries, in one transaction. */
  void grow(int entries) {
    grow(trial, entries);
  }

  static void grow(TrialUnderTest trial, int entries) {
    TrialLog log = Arc.container().instance(TrialLog.class).get();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              LockedLog end = log.lock(trial.code());
              for (int i = 0; i < entries; i++) {
                end.append(
                    NewEntry.ofTrial(EntryType.BALANCE_READ, ACTOR, Map.of("allocations", i)));
              }
            });
  }

  /** Every entry, as auditors read them. */
  public List<String> entries() {
    List<String> leaves = new ArrayList<>();
    String after = "";
    while (after != null) {
      var page =
          trial
              .get(Tokens.auditor(), "log?limit=1000" + (after.isEmpty() ? "" : "&after=" + after))
              .statusCode(200)
              .extract();
      leaves.addAll(page.path("items.leaf"));
      after = page.path("next");
    }
    return leaves;
  }

  /** The roots of all trees that these entries make, by size; computed here. */
  public static List<Hash> roots(List<String> entries) {
    List<Hash> roots = new ArrayList<>(List.of(Hash.EMPTY));
    Frontier frontier = Frontier.EMPTY;
    for (String entry : entries) {
      frontier =
          frontier
              .append(Hash.ofLeaf(entry.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
              .frontier();
      roots.add(frontier.root());
    }
    return roots;
  }
}
