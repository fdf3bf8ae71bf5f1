package org.kleroterion.trial.protocol.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Criterion.Kind;
import org.kleroterion.trial.protocol.Rule;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Unique;

/** Reads the criteria. */
final class CriteriaReader {
  private static final int MAX_CRITERIA = 200;

  private final Members root;
  private final RuleCompiler rules;

  CriteriaReader(Members root, RuleCompiler rules) {
    this.root = root;
    this.rules = rules;
  }

  List<Criterion> read() {
    List<Criterion> criteria = new ArrayList<>();
    Unique ids = new Unique();
    List<Members> items =
        root.mappings(
            "criteria", MAX_CRITERIA, "the list of criteria", Set.of("id", "kind", "text", "rule"));
    for (Members members : items) {
      Optional<String> id = members.code("id", "the criterion's id");
      Optional<Kind> kind =
          members
              .word("kind", List.of("inclusion", "exclusion"), "inclusion or exclusion")
              .map(word -> Kind.valueOf(word.toUpperCase(Locale.ROOT)));
      Optional<String> text = members.text("text", "the exact text from the trial's registration");
      Optional<Rule> rule = rules.compile(members);
      id.ifPresent(found -> ids.check(members, "id", found));
      if (id.isPresent() && kind.isPresent() && text.isPresent() && rule.isPresent()) {
        criteria.add(new Criterion(id.get(), kind.get(), text.get(), rule.get()));
      }
    }
    if (root.isListBelow("criteria", 1)) {
      root.fault("criteria", "There is no criterion.", "Add at least one criterion.");
    }
    return criteria;
  }
}
