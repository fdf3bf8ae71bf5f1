package org.kleroterion.trial.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the factors, and tries out the levels of those without other fault. */
final class FactorsReader {
  private static final int MOST_STRATA = 1000;

  private final Members root;
  private final RuleCompiler rules;
  private final Dictionary dictionary;
  private final Faults faults;

  FactorsReader(Members root, RuleCompiler rules, Dictionary dictionary, Faults faults) {
    this.root = root;
    this.rules = rules;
    this.dictionary = dictionary;
    this.faults = faults;
  }

  /**
   * @param criteria empty if they have faults: then it is not known whom the levels must take
   */
  List<Factor> read(Optional<List<Criterion>> criteria) {
    List<Factor> factors = new ArrayList<>();
    if (!root.has("factors")) {
      return factors;
    }
    Unique codes = new Unique();
    int strata = 1;
    for (Members members :
        root.mappings(
            "factors", MOST_STRATA, "the list of factors", Set.of("code", "label", "levels"))) {
      int before = faults.count();
      Optional<String> code = members.code("code", "the factor's code");
      Optional<String> label = members.text("label", "what people call the factor");
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.filter(Factor.EMERGENCY::equals).isPresent()) {
        members.fault(
            "code",
            "The strata of emergency lists begin with this code.",
            "Give the factor another one.");
      }
      List<Members> items =
          members.mappings(
              "levels", MOST_STRATA, "the list of levels", Set.of("code", "label", "rule"));
      List<Level> levels = levels(items);
      if (members.isListBelow("levels", 2)) {
        members.fault(
            "levels",
            "A factor of fewer than two levels divides nobody.",
            "Add the others, or remove the factor.");
      }
      strata = Math.min(strata * Math.max(1, items.size()), MOST_STRATA + 1);
      if (code.isPresent() && label.isPresent() && faults.count() == before) {
        Factor factor = new Factor(code.get(), label.get(), levels);
        factors.add(factor);
        if (strata <= MOST_STRATA) {
          new LevelCheck(factor, criteria, dictionary, members, items).run();
        }
      }
    }
    if (strata > MOST_STRATA) {
      root.fault(
          "factors",
          "There are more than " + MOST_STRATA + " strata.",
          "Stratify by less: most would hold nobody.");
    }
    return factors;
  }

  private List<Level> levels(List<Members> items) {
    List<Level> levels = new ArrayList<>();
    Unique codes = new Unique();
    for (Members members : items) {
      Optional<String> code = members.code("code", "the level's code");
      Optional<String> label = members.text("label", "what people call the level");
      Optional<Rule> rule = rules.compile(members);
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.isPresent() && label.isPresent() && rule.isPresent()) {
        levels.add(new Level(code.get(), label.get(), rule.get()));
      }
    }
    return levels;
  }
}
