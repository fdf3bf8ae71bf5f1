package org.kleroterion.randomization;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The endless sequence of a stratum's arms: block 0, block 1, … of the algorithm {@code
 * kleroterion/1}. Each block is computed on demand. Immutable and thread-safe; nothing is cached.
 */
public final class Sequence {
  private final TrialKey key;
  private final String trial;
  private final String stratum;
  private final Scheme scheme;
  private final int weights;

  /**
   * @param key the trial's key
   * @param trial the trial's code
   * @param stratum the stratum's name, {@code factor=level,factor=level,…}
   * @throws IllegalArgumentException if the trial's code or the stratum's name is not valid
   */
  public Sequence(TrialKey key, String trial, String stratum, Scheme scheme) {
    this.key = key;
    this.trial = Code.checked("trial", trial);
    this.stratum = Code.checkedStratum(stratum);
    this.scheme = scheme;
    this.weights = scheme.shares().stream().mapToInt(Share::weight).sum();
  }

  /**
   * The slot at a block position. Computes only the slot's block.
   *
   * @throws IllegalArgumentException if the block is not that long
   */
  public Slot slot(BlockPosition at) {
    List<String> block = block(at.block());
    if (at.offset() >= block.size()) {
      // The message can reach logs and answers, so it must not contain the numbers.
      throw new IllegalArgumentException("The offset is beyond the end of its block");
    }
    int following = at.offset() + 1;
    BlockPosition next =
        following < block.size()
            ? new BlockPosition(at.block(), following)
            : new BlockPosition(at.block() + 1, 0);
    return new Slot(block.get(at.offset()), next);
  }

  /**
   * The arms of a block, in order.
   *
   * @param number the block's 0-based number
   * @throws IllegalArgumentException if it is negative
   */
  public List<String> block(long number) {
    Words words = words(number);
    List<String> slots = unshuffled(size(words));
    for (int i = slots.size() - 1; i >= 1; i--) {
      // The bound is i + 1, not i: a slot must be able to stay, or some orders become likelier.
      Collections.swap(slots, i, (int) words.uniform(i + 1L));
    }
    return Collections.unmodifiableList(slots);
  }

  /**
   * The block position of a slot. Takes time in proportion to {@code k}.
   *
   * @param k the slot's ordinal: its 0-based number in the stratum
   * @throws IllegalArgumentException if it is negative
   */
  public BlockPosition blockPosition(long k) {
    long block = 0;
    long offset = k;
    for (int size = size(words(0)); offset >= size; size = size(words(block))) {
      offset -= size;
      block++;
    }
    return new BlockPosition(block, (int) offset);
  }

  /** The arms of all slots, from the first slot on; an endless stream. */
  public Stream<String> arms() {
    return LongStream.iterate(0, block -> block + 1)
        .boxed()
        .flatMap(block -> block(block).stream());
  }

  private Words words(long block) {
    if (block < 0) {
      throw new IllegalArgumentException("The number of a block must not be negative");
    }
    return key.stream("block", trial, stratum, Long.toString(block));
  }

  private int size(Words words) {
    List<Integer> sizes = scheme.blockSizes();
    return sizes.get((int) words.uniform(sizes.size()));
  }

  private List<String> unshuffled(int size) {
    List<String> slots = new ArrayList<>(size);
    for (Share share : scheme.shares()) {
      slots.addAll(Collections.nCopies(share.weight() * (size / weights), share.arm()));
    }
    return slots;
  }
}
