package org.kleroterion.api;

import java.util.HexFormat;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.randomization.TrialKey;

/** What nobody but the tests may know: the key of a trial, and what it draws. */
public final class KnownKey {
  private KnownKey() {}

  public static TrialKey of(TrialUnderTest trial) {
    return new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET))
        .trialKey(trial.code());
  }

  public static String hex(TrialUnderTest trial) {
    return HexFormat.of().formatHex(of(trial).reveal());
  }

  /** The arms of a stratum, as ALGORITHM.md gives them. */
  public static Sequence sequence(TrialUnderTest trial, String stratum) {
    Scheme scheme =
        new Scheme(
            trial.protocol().arms().stream()
                .map(arm -> new Share(arm.code(), arm.weight()))
                .toList(),
            trial.protocol().blockSizes());
    return new Sequence(of(trial), trial.code(), stratum, scheme);
  }
}
