package org.kleroterion.gateway.redcap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kleroterion.allocation.Allocations.Attempt;
import org.kleroterion.allocation.Allocations.Given;
import org.kleroterion.gateway.ScreeningForm;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.wire.Text;

/** A record as REDCap has it now, in the words of its mapping. */
final class SubjectRecord {
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  private final ProjectMapping mapping;
  private final Map<String, String> row;
  private final Trigger trigger;
  private final boolean shared;

  /**
   * @param row with every column of the mapping
   * @param shared whether another record has the same subject's code
   */
  SubjectRecord(ProjectMapping mapping, Map<String, String> row, Trigger trigger, boolean shared) {
    this.mapping = mapping;
    this.row = Map.copyOf(row);
    this.trigger = trigger;
    this.shared = shared;
  }

  /** The subject's code; empty if the column holds none. */
  static Optional<String> subject(ProjectMapping mapping, Map<String, String> row) {
    return Optional.ofNullable(row.get(mapping.subject()))
        .filter(text -> CODE.matcher(text).matches());
  }

  Optional<String> subject() {
    return subject(mapping, row);
  }

  /**
   * What of it may stand in a log, right or wrong as the rest may be.
   *
   * @throws InvalidRequest if it names no subject
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
   * The record itself: the subject's code must lead to no other one, or one would be shown what
   * another one got.
   *
   * @throws InvalidRequest if it does
   */
  SubjectRecord alone() {
    if (shared) {
      throw new InvalidRequest("/" + mapping.subject(), "Must be this record's alone.");
    }
    return this;
  }

  /**
   * @throws InvalidRequest with everything that is wrong in the record
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

  /** Whether its fields say that the subject has an arm. */
  boolean holdsArm() {
    return Stream.of(mapping.results().arm(), mapping.results().number())
        .flatMap(Optional::stream)
        .anyMatch(field -> !row.getOrDefault(field, "").isEmpty());
  }

  /** Whether they say another one than this. */
  boolean contradicts(Given given) {
    Map<String, String> right = mapping.results().of(given);
    return Stream.of(mapping.results().arm(), mapping.results().number())
        .flatMap(Optional::stream)
        .map(field -> Map.entry(row.getOrDefault(field, ""), right.getOrDefault(field, "")))
        .anyMatch(pair -> !pair.getKey().isEmpty() && !pair.getKey().equals(pair.getValue()));
  }

  /** Whether it holds all of this already. */
  boolean holds(Map<String, String> values) {
    return values.entrySet().stream()
        .allMatch(value -> value.getValue().equals(row.get(value.getKey())));
  }
}
