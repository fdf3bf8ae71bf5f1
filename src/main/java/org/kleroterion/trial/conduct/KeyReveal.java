package org.kleroterion.trial.conduct;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Created;

/** Reveals the key of a closed trial. With the key, every arm can be recomputed (R04, R07). */
@ApplicationScoped
class KeyReveal {
  private final Trials trials;
  private final Keys keys;
  private final TrialLog log;
  private final Transactions transactions;

  KeyReveal(Trials trials, Keys keys, TrialLog log, Transactions transactions) {
    this.trials = trials;
    this.keys = keys;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * Reveals the key. This cannot be undone. If the key was revealed before, nothing is written.
   *
   * @throws TrialNotClosed if the trial is not closed
   * @throws Caller.WholeTrialOutOfReach if the caller is limited to sites: the key unblinds the
   *     whole trial
   */
  Created<KeyView> reveal(Caller caller, String code, KeyRevealRequest request) {
    trials.require(caller, code);
    caller.requireEverySite();
    return transactions.run(
        () -> {
          LockedLog head = log.lock(code);
          ServedTrial trial = trials.require(caller, code);
          if (trial.status() != TrialStatus.CLOSED) {
            throw new TrialNotClosed(trial.status());
          }
          KeyView view = new KeyView(code, hex(code), trial.commitment());
          boolean first = revealed(trial).isEmpty();
          if (first) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("reason", request.reason());
            data.put("key", view.key());
            head.append(NewEntry.ofTrial(EntryType.KEY_REVEALED, Actor.of(caller), data));
          }
          return new Created<>(view, first);
        });
  }

  /** The trial's key in hexadecimal; empty if it was not revealed. */
  Optional<String> revealed(ServedTrial trial) {
    boolean revealed =
        trial.status() == TrialStatus.CLOSED
            && log.hasEntryOf(trial.code(), EntryType.KEY_REVEALED);
    return revealed ? Optional.of(hex(trial.code())) : Optional.empty();
  }

  private String hex(String code) {
    return HexFormat.of().formatHex(keys.of(code).reveal());
  }

  /** The trial is not closed, so its key would predict the next arms. */
  static final class TrialNotClosed extends Refusal {
    TrialNotClosed(TrialStatus status) {
      super(
          ProblemType.TRIAL_NOT_CLOSED,
          "The trial is "
              + status
              + ", and its key would predict the next arms. Close the trial first; closing is"
              + " final.");
      member("trialStatus", status.name());
    }
  }
}
