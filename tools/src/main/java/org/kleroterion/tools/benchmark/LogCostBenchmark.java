package org.kleroterion.tools.benchmark;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Leaf;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.ProofText;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.log.signing.Receipt;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of the log for an allocation, without the database, after a million entries. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LogCostBenchmark {
  // In binary all ones, which gives the longest frontier and the longest proof.
  private static final long SIZE = (1 << 20) - 1;
  private static final String ORIGIN = "randomize.hospital.example/v1/trials/wlrt-obc/log";

  private final SigningKey key = new SigningKey(ORIGIN, new byte[32]);
  private final NewEntry entry = entry();
  private final byte[] leaf = Leaf.of(SIZE, Instant.EPOCH, entry, new byte[16]);
  private final Frontier frontier = Frontier.of(SIZE, subtree -> Hash.ofLeaf(leaf));
  private final Frontier after = frontier.append(Hash.ofLeaf(leaf)).frontier();

  private static NewEntry entry() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("number", 500_000);
    data.put("stratum", "visceral=no,metastases=1-2,receptor=positive");
    data.put("arm", "WLRT");
    data.put("assessment", "a10a2295-c02f-40c3-a9d4-185b67e87e5d");
    Actor actor = new Actor("evaluation-edc", List.of("edc"), Optional.of("dr.li"));
    return NewEntry.ofSubject(EntryType.ALLOCATION_ISSUED, actor, "L-500000", "cams", data);
  }

  /** The bytes of the entry. */
  @Benchmark
  public byte[] leaf() {
    return Leaf.of(SIZE, Instant.EPOCH, entry, new byte[16]);
  }

  /** The hashes of the entry and of all subtrees that it completes. */
  @Benchmark
  public Frontier.Appended append() {
    return frontier.append(Hash.ofLeaf(leaf));
  }

  /** The root and its Ed25519 signature. */
  @Benchmark
  public Note checkpoint() {
    return key.sign(new Checkpoint(ORIGIN, after.size(), after.root()).text());
  }

  /** The entry, its proof and a checkpoint, as text. */
  @Benchmark
  public Receipt receipt() {
    return new Receipt(
        new String(leaf, StandardCharsets.UTF_8),
        ProofText.inclusion(SIZE, frontier.proofOfNext(), checkpoint()));
  }
}
