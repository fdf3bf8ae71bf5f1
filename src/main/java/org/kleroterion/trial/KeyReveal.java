package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;

/** Reveals the key of a closed trial: from then on anybody recomputes every arm (R04, R07). */
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
   * The key as answered.
   *
   * @param now false if it had been revealed before
   */
  record Revealed(KeyView key, boolean now) {}

  /**
   * Reveals the key, for good.
   *
   * @throws TrialNotClosed while a subject can still be allocated
   * @throws Caller.WholeTrialOutOfReach if the caller is limited to sites: the key unblinds all
   */
  Revealed reveal(Caller caller, String code, KeyRevealRequest request) {
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
          boolean now = revealed(trial).isEmpty();
          if (now) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("reason", request.reason());
            data.put("key", view.key());
            head.append(NewEntry.ofTrial(EntryType.KEY_REVEALED, Actor.of(caller), data));
          }
          return new Revealed(view, now);
        });
  }

  /** The trial's key in hexadecimal, if its log says that it was revealed. */
  Optional<String> revealed(ServedTrial trial) {
    boolean said =
        trial.status() == TrialStatus.CLOSED && log.holds(trial.code(), EntryType.KEY_REVEALED);
    return said ? Optional.of(hex(trial.code())) : Optional.empty();
  }

  private String hex(String code) {
    return HexFormat.of().formatHex(keys.of(code).reveal());
  }

  /** The key would tell every arm to come. */
  static final class TrialNotClosed extends Refusal {
    TrialNotClosed(TrialStatus status) {
      super(
          ProblemType.TRIAL_NOT_CLOSED,
          "The trial is "
              + status
              + ", and its key would tell every arm to come. Its manager closes it first, which is"
              + " final.");
      member("status", status.name());
    }
  }
}
