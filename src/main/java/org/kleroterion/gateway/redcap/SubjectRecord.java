package org.kleroterion.gateway.redcap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kleroterion.allocation.history.Allocations.AllocatedArm;
import org.kleroterion.allocation.history.Allocations.Attempt;
import org.kleroterion.gateway.ScreeningForm;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.wire.Text;

/** A record as REDCap returned it, read with the mapping of its project. */
final class SubjectRecord {
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  private final ProjectMapping mapping;
  private final Map<String, String> row;
  private final Trigger trigger;
  private final boolean shared;

  /**
   * @param row the values of all columns of the mapping
   * @param shared whether another record has the same subject's code
   */
  SubjectRecord(ProjectMapping mapping, Map<String, String> row, Trigger trigger, boolean shared) {
    this.mapping = mapping;
    this.row = Map.copyOf(row);
    this.trigger = trigger;
    this.shared = shared;
  }

  /** The subject's code; empty if the column holds no well-formed code. */
  static Optional<String> subject(ProjectMapping mapping, Map<String, String> row) {
    return Optional.ofNullable(row.get(mapping.subject()))
        .filter(text -> CODE.matcher(text).matches());
  }

  Optional<String> subject() {
    return subject(mapping, row);
  }

  /**
   * The parts of the record that the log may hold, even if the rest of the record is wrong.
   *
   * @throws InvalidRequest if the record has no well-formed subject code
   */
  Attempt attempt() {
    String subject =
        subject().orElseThrow(() -> new InvalidRequest("/" + mapping.subject(), Text.CODE_MESSAGE));
    return new Attempt(subject, site(), Optional.of(trigger.username()));
  }

  private Optional<String> site() {
    return Optional.ofNullable(mapping.sites().get(row.getOrDefault(mapping.site(), "")));
  }

  /**
   * Requires that no other record has the same subject's code. Otherwise this record would show the
   * allocation of another subject.
   *
   * @throws InvalidRequest if another record has the code
   */
  SubjectRecord requireUnshared() {
    if (shared) {
      throw new InvalidRequest(
          "/" + mapping.subject(), "Must be unique; another record has the same code.");
    }
    return this;
  }

  /**
   * The screening that the record's answers give.
   *
   * @throws InvalidRequest with all violations of the record
   */
  ObjectNode screening(Dictionary dictionary) {
    ScreeningForm form = new ScreeningForm(dictionary);
    if (site().isEmpty()) {
      form.wrong("/" + mapping.site(), "Must be one of the sites that the mapping names.");
    }
    mapping
        .questions()
        .forEach(
            question ->
                form.take(
                    question.columns().get(0), question.variable(), () -> question.value(row)));
    return form.screening();
  }

  /** Whether the record already holds an arm or a number. */
  boolean holdsArm() {
    return Stream.of(mapping.results().arm(), mapping.results().number())
        .flatMap(Optional::stream)
        .anyMatch(field -> !row.getOrDefault(field, "").isEmpty());
  }

  /** Whether the record holds an arm or number that differs from this allocation. */
  boolean contradicts(AllocatedArm given) {
    Map<String, String> expected = mapping.results().of(given);
    return Stream.of(mapping.results().arm(), mapping.results().number())
        .flatMap(Optional::stream)
        .map(field -> Map.entry(row.getOrDefault(field, ""), expected.getOrDefault(field, "")))
        .anyMatch(pair -> !pair.getKey().isEmpty() && !pair.getKey().equals(pair.getValue()));
  }

  /** Whether the record already holds all of these values. */
  boolean holds(Map<String, String> values) {
    return values.entrySet().stream()
        .allMatch(value -> value.getValue().equals(row.get(value.getKey())));
  }
}
