package org.kleroterion.gateway.redcap;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the fields of a REDCap project map to its trial. A column is a field, or one choice of a
 * checkbox, as an export names it.
 *
 * @param record the field with the record's name
 * @param subject the column with the subject's code
 * @param instrument if present, triggers of other instruments are ignored
 * @param complete whether that instrument must be saved as Complete
 * @param event in a longitudinal project, the unique name of the event with all these fields
 * @param site the column with the site; {@value #GROUP} is the data access group
 * @param sites the site's code for each value of that column
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
  /** REDCap's name of the column with the data access group, which is not a field. */
  static final String GROUP = "redcap_data_access_group";

  ProjectMapping {
    sites = Map.copyOf(sites);
    questions = List.copyOf(questions);
  }

  boolean takesGroups() {
    return site.equals(GROUP);
  }

  /** All columns to read, each once. */
  Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>(List.of(record, subject, site));
    questions.forEach(question -> columns.addAll(question.columns()));
    columns.addAll(results.fields());
    return columns;
  }

  /** The fields of these columns, as an export takes them. */
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
