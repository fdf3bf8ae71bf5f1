package org.kleroterion.eligibility;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Rule;
import org.kleroterion.trial.protocol.Screening;

/**
 * The result of applying a protocol to a screening. It depends on nothing else.
 *
 * @param outcomes by criterion id, in the protocol's order
 * @param stratum the derived stratum; empty if it cannot be derived
 * @param missing the variables whose missing values leave a criterion or the stratum undecided
 */
record Judgement(
    Map<String, Outcome> outcomes,
    Verdict verdict,
    Optional<String> stratum,
    List<String> missing) {

  static Judgement of(Protocol protocol, Screening screening) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (Criterion criterion : protocol.criteria()) {
      outcomes.put(criterion.id(), criterion.outcome(screening));
    }
    Verdict verdict = Verdict.of(outcomes.values());
    Optional<String> stratum = protocol.stratum(screening);
    // Without a stratum the subject cannot be allocated, so ask for the missing values first.
    if (verdict == Verdict.ELIGIBLE && stratum.isEmpty()) {
      verdict = Verdict.INCOMPLETE;
    }
    return new Judgement(
        outcomes, verdict, stratum, missing(protocol, screening, outcomes, stratum.isEmpty()));
  }

  private static List<String> missing(
      Protocol protocol, Screening screening, Map<String, Outcome> outcomes, boolean stratumOpen) {
    Stream<Rule> open =
        protocol.criteria().stream()
            .filter(criterion -> outcomes.get(criterion.id()) == Outcome.MISSING)
            .map(Criterion::rule);
    Stream<Rule> levels =
        stratumOpen
            ? protocol.factors().stream()
                .flatMap(factor -> factor.levels().stream())
                .map(level -> level.rule())
            : Stream.of();
    Set<String> missing = new LinkedHashSet<>();
    Stream.concat(open, levels)
        .flatMap(rule -> rule.variables().stream())
        .filter(name -> screening.value(name).isEmpty())
        .forEach(missing::add);
    return List.copyOf(missing);
  }
}
