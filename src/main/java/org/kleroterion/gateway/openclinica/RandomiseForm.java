package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kleroterion.allocation.Allocations.Attempt;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.wire.Text;

/** The form by which an EDC asks for a subject's arm. */
final class RandomiseForm {
  private static final Pattern CODE = Pattern.compile(Text.CODE);
  private static final Pattern LINE = Pattern.compile(Text.LINE);
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_]{1,32}");
  private static final int LONGEST_USER = 255;

  private final MultivaluedMap<String, String> fields;
  private final TrialMapping mapping;
  private final List<Violation> violations = new ArrayList<>();

  RandomiseForm(MultivaluedMap<String, String> fields, TrialMapping mapping) {
    this.fields = fields;
    this.mapping = mapping;
  }

  /** A field of a form that must hold a code. */
  static String code(MultivaluedMap<String, String> fields, String name) {
    return single(fields, name)
        .filter(text -> CODE.matcher(text).matches())
        .orElseThrow(() -> new InvalidRequest("/" + name, Text.CODE_MESSAGE));
  }

  private static Optional<String> single(MultivaluedMap<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .filter(values -> values.size() == 1)
        .map(values -> values.get(0));
  }

  /**
   * What of it may stand in a log, right or wrong as the rest may be.
   *
   * @throws InvalidRequest if it names no subject
   */
  Attempt attempt() {
    return new Attempt(code(fields, "identifier"), site(), user());
  }

  private Optional<String> site() {
    return single(fields, "siteIdentifier")
        .filter(text -> CODE.matcher(text).matches())
        .map(mapping::site);
  }

  private Optional<String> user() {
    return single(fields, "user")
        .filter(text -> text.length() <= LONGEST_USER && LINE.matcher(text).matches());
  }

  /**
   * The screening that the answers are; empty if the mapping has no questions.
   *
   * @throws InvalidRequest with everything that is wrong in the form
   */
  Optional<ObjectNode> screening(Dictionary dictionary) {
    if (site().isEmpty()) {
      violations.add(new Violation("/siteIdentifier", Text.CODE_MESSAGE));
    }
    if (user().isEmpty()) {
      violations.add(new Violation("/user", "Must name the person in at most 255 characters."));
    }
    ObjectNode screening = JsonNodeFactory.instance.objectNode();
    Set<String> known = new HashSet<>(Set.of("identifier", "siteIdentifier", "user"));
    for (int i = 0; i < mapping.questions().size(); i++) {
      String field = "question" + (i + 1);
      known.add(field);
      answer(field, mapping.questions().get(i), dictionary, screening);
    }
    fields.keySet().stream().filter(name -> !known.contains(name)).sorted().forEach(this::unknown);
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return mapping.questions().isEmpty() ? Optional.empty() : Optional.of(screening);
  }

  private void answer(String field, Question question, Dictionary dictionary, ObjectNode to) {
    Optional<String> sent = single(fields, field);
    if (sent.isEmpty()) {
      violations.add(new Violation("/" + field, "Must be there, once."));
      return;
    }
    try {
      JsonNode value = question.value(sent.get());
      dictionary.read(
          JsonNodeFactory.instance.objectNode().set(question.variable(), value), "/" + field);
      to.set(question.variable(), value);
    } catch (Question.AnswerRefused refused) {
      violations.add(new Violation("/" + field, String.valueOf(refused.getMessage())));
    } catch (InvalidRequest wrong) {
      violations.add(new Violation("/" + field, wrong.violations().get(0).message()));
    }
  }

  // Somebody else's text has no place in a log that nobody can clear.
  private void unknown(String name) {
    violations.add(
        new Violation(
            FIELD.matcher(name).matches() ? "/" + name : "",
            "The mapping has no such question, and the form no such field."));
  }
}
