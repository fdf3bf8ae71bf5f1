package org.kleroterion.problem;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with single trials in this replica, for operators: one line in the output when a
 * trouble begins or changes and one when it ends, the metric {@code kleroterion_trial_trouble}, and
 * the data of the readiness check. One trial's trouble does not concern the other trials.
 */
@ApplicationScoped
public class TrialTroubles {
  private static final Logger LOG = Logger.getLogger(TrialTroubles.class);

  private final MeterRegistry meters;
  private final Set<String> registered = new TreeSet<>();
  private final Map<String, Map<Kind, String>> reasons = new TreeMap<>();

  public TrialTroubles(MeterRegistry meters) {
    this.meters = meters;
  }

  /** What becomes of the trial. */
  private enum Effect {
    GOES_ON,
    /** It can be read, but nothing is written or signed for it. */
    STOPPED,
    NOT_SERVED
  }

  /** Kinds of trouble. There is an alert for each. */
  public enum Kind {
    /** Its log does not match what this service signed. */
    LOG_BROKEN(Effect.STOPPED),
    /** It was registered with another master secret than this service has. */
    SECRET_MISMATCH(Effect.NOT_SERVED),
    /** Its registered protocol cannot be read from the database. */
    PROTOCOL_UNREADABLE(Effect.NOT_SERVED),
    /** Its protocol file is faulty or does not fit, and is not applied. */
    PROTOCOL_REFUSED(Effect.GOES_ON),
    /** Its last checkpoint cannot be read from the anchor directory, so its log is not checked. */
    ANCHOR_UNREADABLE(Effect.STOPPED),
    /** Its last checkpoint cannot be stored in the anchor directory. */
    ANCHOR_UNWRITABLE(Effect.STOPPED),
    /** The volume of the anchor directory is nearly full. */
    ANCHOR_FULL(Effect.GOES_ON);

    private final Effect effect;

    Kind(Effect effect) {
      this.effect = effect;
    }

    /** The label in the metric, {@code log-broken}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Notes that the trial is registered in the database. */
  public synchronized void register(String trial) {
    if (registered.add(trial)) {
      expose(trial);
    }
  }

  /**
   * Begins a trouble, or changes its reason.
   *
   * @param reason one clause for operators, without secrets and subjects' data
   */
  public void begin(String trial, Kind kind, String reason) {
    begin(List.of(trial), kind, reason);
  }

  /** The same for several trials that have one cause, with one line in the output. */
  public synchronized void begin(Collection<String> trials, Kind kind, String reason) {
    List<String> changed =
        trials.stream().filter(trial -> !reason(trial, kind).equals(Optional.of(reason))).toList();
    for (String trial : changed) {
      if (!reasons.containsKey(trial) && !registered.contains(trial)) {
        expose(trial);
      }
      reasons.computeIfAbsent(trial, code -> new EnumMap<>(Kind.class)).put(kind, reason);
    }
    if (!changed.isEmpty()) {
      LOG.errorf(
          "Trouble %s of the trial %s: %s", kind.label(), String.join(", ", changed), reason);
    }
  }

  /** Ends a trouble; does nothing if the trial does not have it. */
  public void end(String trial, Kind kind) {
    end(List.of(trial), kind);
  }

  /** The same for several trials. */
  public synchronized void end(Collection<String> trials, Kind kind) {
    List<String> changed =
        trials.stream().filter(trial -> reason(trial, kind).isPresent()).toList();
    for (String trial : changed) {
      reasons.computeIfPresent(trial, (code, kinds) -> without(kinds, kind));
    }
    if (!changed.isEmpty()) {
      LOG.infof("The trouble %s of the trial %s is over", kind.label(), String.join(", ", changed));
    }
  }

  private static @Nullable Map<Kind, String> without(Map<Kind, String> kinds, Kind kind) {
    kinds.remove(kind);
    return kinds.isEmpty() ? null : kinds;
  }

  /** Why the trial has this trouble; empty if it does not have it. */
  public synchronized Optional<String> reason(String trial, Kind kind) {
    return Optional.ofNullable(reasons.getOrDefault(trial, Map.of()).get(kind));
  }

  /**
   * Whether the service serves nothing of this trial: neither requests nor mapping files may use
   * it. This includes a trial that could not be registered because its file is faulty.
   */
  public synchronized boolean isNotServed(String trial) {
    return has(trial, Effect.NOT_SERVED)
        || (reason(trial, Kind.PROTOCOL_REFUSED).isPresent() && !registered.contains(trial));
  }

  /** Whether no trial is registered, or at least one of them can be read and written. */
  public synchronized boolean areSomeServed() {
    return registered.isEmpty()
        || registered.stream()
            .anyMatch(trial -> !has(trial, Effect.NOT_SERVED) && !has(trial, Effect.STOPPED));
  }

  /** All troubles: trial to kinds with reasons, in alphabetical order. */
  public synchronized Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    reasons.forEach(
        (trial, kinds) ->
            all.put(
                trial,
                kinds.entrySet().stream()
                    .map(kind -> kind.getKey().label() + ": " + kind.getValue())
                    .collect(Collectors.joining("; "))));
    return all;
  }

  private boolean has(String trial, Effect effect) {
    return reasons.getOrDefault(trial, Map.of()).keySet().stream()
        .anyMatch(kind -> kind.effect == effect);
  }

  // A series of 0 for each trial and kind, so that an alert can tell "no trouble" from "no metric".
  // The labels are bounded: registered trials, and protocol files.
  private void expose(String trial) {
    for (Kind kind : Kind.values()) {
      Gauge.builder(
              "kleroterion.trial.trouble",
              this,
              troubles -> troubles.reason(trial, kind).isPresent() ? 1 : 0)
          .description("1 while the trial has this kind of trouble in this replica, otherwise 0")
          .tag("trial", trial)
          .tag("kind", kind.label())
          .register(meters);
    }
  }
}
