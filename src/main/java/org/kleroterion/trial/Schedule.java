package org.kleroterion.trial;

import java.util.List;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Protocol;

/** What fixes the sequence of arms, and so may not change after the first allocation. */
record Schedule(Scheme scheme, List<String> levels) {
  static Schedule of(Protocol protocol) {
    return new Schedule(
        scheme(protocol), protocol.factors().stream().flatMap(Schedule::levels).toList());
  }

  private static java.util.stream.Stream<String> levels(Factor factor) {
    return factor.levels().stream()
        .map(level -> factor.code() + "=" + level.code() + " if " + level.rule().source());
  }

  static Scheme scheme(Protocol protocol) {
    return new Scheme(
        protocol.arms().stream()
            .map(arm -> new org.kleroterion.randomization.Share(arm.code(), arm.weight()))
            .toList(),
        protocol.blockSizes());
  }
}
