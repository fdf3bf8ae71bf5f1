package org.kleroterion.tools.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kleroterion.randomization.BlockPosition;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.randomization.Slot;
import org.kleroterion.randomization.TrialKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Draws per second of the pure core: one thread, consecutive slots of one stratum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SequenceBenchmark {
  private static final String TRIAL = "wlrt-obc";

  private final MasterSecret master = new MasterSecret(new byte[32]);
  private final Scheme scheme =
      new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(3, 6, 9));
  private final TrialKey key = master.trialKey(TRIAL);

  private BlockPosition place = BlockPosition.START;

  /** The trial's key is already computed. */
  @Benchmark
  public String allocation() {
    return next(key);
  }

  /** Computes the trial's key too, as a replica does for its first draw. */
  @Benchmark
  public String allocationFromTheMasterSecret() {
    return next(master.trialKey(TRIAL));
  }

  private String next(TrialKey key) {
    Slot slot = new Sequence(key, TRIAL, "visceral=no,receptor=positive", scheme).slot(place);
    place = slot.next();
    return slot.arm();
  }
}
