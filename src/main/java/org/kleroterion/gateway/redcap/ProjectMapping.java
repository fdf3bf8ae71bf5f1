package org.kleroterion.gateway.redcap;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a project speaks of its trial. A column is what an export calls a field, or one of a
 * checkbox's choices.
 *
 * @param record the field that names the record
 * @param subject the column of the subject's code
 * @param instrument only its triggers count, if there is one
 * @param complete whether that instrument must be complete
 * @param event in a longitudinal project, the one where all of this is
 * @param site the column of the site; {@value #GROUP} is the data access group
 * @param sites their codes by what that column holds
 */
record ProjectMapping(
    String trial,
    String record,
    String subject,
    Optional<String> instrument,
    boolean complete,
    Optional<String> event,
    String site,
    Map<String, String> sites,
    List<Question> questions,
    Results results) {
  /** REDCap's name of a column that no field stands behind. */
  static final String GROUP = "redcap_data_access_group";

  ProjectMapping {
    sites = Map.copyOf(sites);
    questions = List.copyOf(questions);
  }

  boolean takesGroups() {
    return site.equals(GROUP);
  }

  /** All that are read, each once. */
  Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>(List.of(record, subject, site));
    questions.forEach(question -> columns.addAll(question.columns()));
    columns.addAll(results.fields());
    return columns;
  }

  /** The fields behind them. */
  Set<String> fields() {
    Set<String> fields = new LinkedHashSet<>();
    columns().stream()
        .filter(column -> !column.equals(GROUP))
        // A checkbox's column is its name, three underscores and the choice.
        .map(column -> column.split("___", 2)[0])
        .forEach(fields::add);
    return fields;
  }
}
