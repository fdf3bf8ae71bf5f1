package org.kleroterion.randomization;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The arms of one stratum, without end: block 0, block 1, … of the algorithm {@code kleroterion/1},
 * each computed when it is asked for. Immutable and thread-safe; nothing is kept between calls.
 */
public final class Sequence {
  private final TrialKey key;
  private final String trial;
  private final String stratum;
  private final Scheme scheme;
  private final int weights;

  /**
   * @param key the trial's own
   * @param trial the trial's code
   * @param stratum the stratum's name, {@code factor=level,factor=level,…}
   * @throws IllegalArgumentException if the trial or the stratum has a character that no code has
   */
  public Sequence(TrialKey key, String trial, String stratum, Scheme scheme) {
    this.key = key;
    this.trial = Code.checked("trial", trial);
    this.stratum = Code.checkedStratum(stratum);
    this.scheme = scheme;
    this.weights = scheme.shares().stream().mapToInt(Share::weight).sum();
  }

  /**
   * The slot at a place, at the cost of its block alone.
   *
   * @throws IllegalArgumentException if the place is beyond its block
   */
  public Slot slot(Place place) {
    List<String> block = block(place.block());
    if (place.position() >= block.size()) {
      // Neither number may be in the message: a message ends in logs and replies.
      throw new IllegalArgumentException("The place is beyond its block");
    }
    int following = place.position() + 1;
    Place next =
        following < block.size()
            ? new Place(place.block(), following)
            : new Place(place.block() + 1, 0);
    return new Slot(block.get(place.position()), next);
  }

  /**
   * The arms of a block, in order.
   *
   * @param number of the block, from 0
   * @throws IllegalArgumentException if it is negative
   */
  public List<String> block(long number) {
    Words words = words(number);
    List<String> slots = unshuffled(size(words));
    for (int i = slots.size() - 1; i >= 1; i--) {
      // Below i + 1, not i: a slot that could not stay where it is would make some orders likelier.
      Collections.swap(slots, i, (int) words.uniform(i + 1L));
    }
    return Collections.unmodifiableList(slots);
  }

  /**
   * The place of a slot, in a time that grows with {@code k}.
   *
   * @param k 0-based number of the slot within the stratum
   * @throws IllegalArgumentException if it is negative
   */
  public Place place(long k) {
    long block = 0;
    long position = k;
    for (int size = size(words(0)); position >= size; size = size(words(block))) {
      position -= size;
      block++;
    }
    return new Place(block, (int) position);
  }

  /** Every arm from the first slot on; the stream does not end. */
  public Stream<String> arms() {
    return LongStream.iterate(0, block -> block + 1)
        .boxed()
        .flatMap(block -> block(block).stream());
  }

  private Words words(long block) {
    if (block < 0) {
      throw new IllegalArgumentException("A block's number is negative");
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
