package org.kleroterion.trial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Share;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Protocol;

/**
 * What the arms of all slots follow from. It must not change after the first allocation.
 *
 * @param levels every factor's levels with their rules, as text to compare
 */
public record Schedule(Scheme scheme, List<String> levels) {
  public static Schedule of(Protocol protocol) {
    return new Schedule(
        scheme(protocol), protocol.factors().stream().flatMap(Schedule::levels).toList());
  }

  private static java.util.stream.Stream<String> levels(Factor factor) {
    return factor.levels().stream()
        .map(level -> factor.code() + "=" + level.code() + " if " + level.rule().source());
  }

  /**
   * Describes the schedule for the log. Together with the trial's key, this is enough to compute
   * every arm.
   *
   * @return {@code {"arms":[{"code","weight"},…],"blockSizes":[…]}} as maps and lists
   */
  Map<String, Object> described() {
    List<Map<String, Object>> arms = new ArrayList<>();
    for (Share share : scheme.shares()) {
      Map<String, Object> arm = new LinkedHashMap<>();
      arm.put("code", share.arm());
      arm.put("weight", share.weight());
      arms.add(arm);
    }
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("arms", arms);
    described.put("blockSizes", scheme.blockSizes());
    return described;
  }

  static Scheme scheme(Protocol protocol) {
    return new Scheme(
        protocol.arms().stream().map(arm -> new Share(arm.code(), arm.weight())).toList(),
        protocol.blockSizes());
  }
}
