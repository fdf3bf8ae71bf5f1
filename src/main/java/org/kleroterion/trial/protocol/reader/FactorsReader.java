package org.kleroterion.trial.protocol.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Level;
import org.kleroterion.trial.protocol.Rule;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Unique;

/** Reads the factors. If a factor has no other fault, its levels are checked on samples. */
final class FactorsReader {
  private static final int MAX_STRATA = 1000;

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
   * Reads the factors. Factors with faults are left out.
   *
   * @param criteria empty if the criteria have faults; then it is unknown which subjects can be
   *     admitted, and gaps between the levels are not checked
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
            "factors", MAX_STRATA, "the list of factors", Set.of("code", "label", "levels"))) {
      int before = faults.count();
      Optional<String> code = members.code("code", "the factor's code");
      Optional<String> label = members.text("label", "the name of the factor for people");
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.filter(Factor.EMERGENCY::equals).isPresent()) {
        members.fault(
            "code",
            "This code is reserved: the names of the strata of emergency lists begin with it.",
            "Give the factor another code.");
      }
      List<Members> items =
          members.mappings(
              "levels", MAX_STRATA, "the list of levels", Set.of("code", "label", "rule"));
      List<Level> levels = levels(items);
      if (members.isListBelow("levels", 2)) {
        members.fault(
            "levels",
            "The factor has fewer than two levels.",
            "Add the missing levels, or remove the factor.");
      }
      strata = Math.min(strata * Math.max(1, items.size()), MAX_STRATA + 1);
      if (code.isPresent() && label.isPresent() && faults.count() == before) {
        Factor factor = new Factor(code.get(), label.get(), levels);
        factors.add(factor);
        if (strata <= MAX_STRATA) {
          new LevelCheck(factor, criteria, dictionary, members, items).run();
        }
      }
    }
    if (strata > MAX_STRATA) {
      root.fault(
          "factors",
          "There are more than " + MAX_STRATA + " strata.",
          "Use fewer factors or levels. Most strata would stay empty.");
    }
    return factors;
  }

  private List<Level> levels(List<Members> items) {
    List<Level> levels = new ArrayList<>();
    Unique codes = new Unique();
    for (Members members : items) {
      Optional<String> code = members.code("code", "the level's code");
      Optional<String> label = members.text("label", "the name of the level for people");
      Optional<Rule> rule = rules.compile(members);
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.isPresent() && label.isPresent() && rule.isPresent()) {
        levels.add(new Level(code.get(), label.get(), rule.get()));
      }
    }
    return levels;
  }
}
