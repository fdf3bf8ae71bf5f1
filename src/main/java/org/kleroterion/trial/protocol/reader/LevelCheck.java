package org.kleroterion.trial.protocol.reader;

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
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Level;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Rule;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Members;

/**
 * Checks a factor's levels on {@link Samples}. No screening may reach two levels. For every level,
 * there must be a subject who reaches it and can be admitted. Every subject who can be admitted
 * must reach a level.
 */
final class LevelCheck {
  private static final long MAX_SAMPLES = 100_000;

  /** The sum of the lengths of all evaluated rules, in characters: about two seconds. */
  private static final long MAX_WORK = 20_000_000;

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
   * @param criteria all criteria of the protocol; empty if they have faults, and it is unknown who
   *     can be admitted
   * @param members the factor's members in the file, for faults
   * @param levelMembers the members of each of its levels
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
    levelRules().forEach(rule -> names.addAll(rule.variables()));
    this.variables = names.stream().map(dictionary::variable).flatMap(Optional::stream).toList();
    // The samples have no values for the variables of the other criteria: these exclude no sample.
    this.criteria =
        criteria.orElse(List.of()).stream()
            .filter(criterion -> criterion.rule().variables().stream().anyMatch(names::contains))
            .toList();
  }

  private Stream<Rule> levelRules() {
    return factor.levels().stream().map(Level::rule);
  }

  /** All rules that are evaluated for each sample. */
  private Stream<Rule> evaluatedRules() {
    return Stream.concat(levelRules(), criteria.stream().map(Criterion::rule));
  }

  void run() {
    long work = 1 + evaluatedRules().mapToLong(rule -> rule.source().length()).sum();
    Optional<Samples> samples =
        Samples.of(variables, Math.min(MAX_SAMPLES, MAX_WORK / work), literals());
    if (samples.isEmpty()) {
      members.fault(
          "levels",
          "The rules have too many combinations of values to be checked.",
          "Use fewer variables in the rules, or give these variables narrower bounds.");
      return;
    }
    samples.get().forEach(this::tryOut);
    report();
  }

  /** For a variable, the numbers in the rules that read it, and those it cannot have. */
  private Function<Variable, Collection<BigDecimal>> literals() {
    List<Rule> rules = evaluatedRules().toList();
    return variable ->
        Stream.concat(
                rules.stream()
                    .filter(rule -> rule.variables().contains(variable.name()))
                    .flatMap(rule -> rule.literals().stream()),
                // The samples leave these out; the numbers beside them must be among the samples.
                variable.missing().stream())
            .toList();
  }

  private void tryOut(Screening screening) {
    boolean admitted = criteria.stream().noneMatch(c -> c.outcome(screening) == Outcome.NOT_MET);
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
                    "Change the rules so that the levels exclude each other."));
    for (int i = 0; i < factor.levels().size(); i++) {
      if (!reachedByAdmitted.contains(i)) {
        levelMembers
            .get(i)
            .fault(
                "rule",
                reached.contains(i)
                    ? "Only screenings that fail a criterion reach the level."
                    : "No screening reaches the level.",
                "Correct the rule, or remove the level.");
      }
    }
    if (gap != null) {
      members.fault(
          "levels",
          "The screening " + gap.canonical() + " fails no criterion and reaches no level.",
          "Add a level for it, or a criterion that excludes it.");
    }
  }
}
