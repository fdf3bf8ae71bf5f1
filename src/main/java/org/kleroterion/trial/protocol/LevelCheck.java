package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tries a factor's levels on {@link Samples}: no screening may reach two of them, every level must
 * be within reach of a subject who can be admitted, and every such subject must reach one.
 */
final class LevelCheck {
  private static final long MOST_SAMPLES = 100_000;

  /** In characters of rules to evaluate: about two seconds. */
  private static final long MOST_WORK = 20_000_000;

  private final Factor factor;
  private final List<Criterion> criteria;
  private final boolean admissionKnown;
  private final List<Variable> variables;
  private final Members members;
  private final List<Members> levelMembers;

  private final Set<Integer> reached = new LinkedHashSet<>();
  private final Set<Integer> reachedByAdmitted = new LinkedHashSet<>();
  private final Map<List<Integer>, Screening> overlaps = new LinkedHashMap<>();
  private @Nullable Screening gap;

  /**
   * @param criteria all of the protocol's; empty if they have faults, and nobody is known to be
   *     admitted
   * @param levelMembers where the factor's levels stand in the file
   */
  LevelCheck(
      Factor factor,
      Optional<List<Criterion>> criteria,
      Dictionary dictionary,
      Members members,
      List<Members> levelMembers) {
    this.factor = factor;
    this.admissionKnown = criteria.isPresent();
    this.members = members;
    this.levelMembers = levelMembers;
    Set<String> names = new LinkedHashSet<>();
    rules().forEach(rule -> names.addAll(rule.variables()));
    this.variables = names.stream().map(dictionary::variable).flatMap(Optional::stream).toList();
    // Of the others no sample knows a value, so they refuse none.
    this.criteria =
        criteria.orElse(List.of()).stream()
            .filter(criterion -> criterion.rule().variables().stream().anyMatch(names::contains))
            .toList();
  }

  private Stream<Rule> rules() {
    return factor.levels().stream().map(Level::rule);
  }

  /** Every rule that is evaluated for every sample. */
  private Stream<Rule> tried() {
    return Stream.concat(rules(), criteria.stream().map(Criterion::rule));
  }

  void run() {
    long work = 1 + tried().mapToLong(rule -> rule.source().length()).sum();
    Optional<Samples> samples =
        Samples.of(variables, Math.min(MOST_SAMPLES, MOST_WORK / work), literals());
    if (samples.isEmpty()) {
      members.fault(
          "levels",
          "The rules read too much to be tried out.",
          "Let them read fewer variables, or give these closer bounds.");
      return;
    }
    samples.get().forEach(this::tryOut);
    report();
  }

  /** The numbers in those rules that read the variable. */
  private Function<Variable, Collection<BigDecimal>> literals() {
    List<Rule> rules = tried().toList();
    return variable ->
        rules.stream()
            .filter(rule -> rule.variables().contains(variable.name()))
            .flatMap(rule -> rule.literals().stream())
            .toList();
  }

  private void tryOut(Screening screening) {
    boolean admitted =
        criteria.stream().noneMatch(each -> each.outcome(screening) == Outcome.NOT_MET);
    int first = -1;
    for (int i = 0; i < factor.levels().size(); i++) {
      if (!factor.levels().get(i).rule().test(screening).orElse(false)) {
        continue;
      }
      reached.add(i);
      if (admitted) {
        reachedByAdmitted.add(i);
      }
      if (first >= 0) {
        overlaps.putIfAbsent(List.of(first, i), screening);
      }
      first = first < 0 ? i : first;
    }
    if (first < 0 && admitted && admissionKnown && gap == null) {
      gap = screening;
    }
  }

  private void report() {
    overlaps.forEach(
        (pair, screening) ->
            levelMembers
                .get(pair.get(1))
                .fault(
                    "rule",
                    "The screening "
                        + screening.canonical()
                        + " reaches both level "
                        + factor.levels().get(pair.get(0)).code()
                        + " and level "
                        + factor.levels().get(pair.get(1)).code()
                        + ".",
                    "Let the levels exclude each other."));
    for (int i = 0; i < factor.levels().size(); i++) {
      if (!reachedByAdmitted.contains(i)) {
        levelMembers
            .get(i)
            .fault(
                "rule",
                reached.contains(i)
                    ? "Only screenings that fail a criterion reach the level."
                    : "No screening reaches the level.",
                "Mend the rule, or remove the level.");
      }
    }
    if (gap != null) {
      members.fault(
          "levels",
          "The screening " + gap.canonical() + " fails no criterion and reaches no level.",
          "Let a level take it, or a criterion refuse it.");
    }
  }
}
