package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kleroterion.allocation.history.Allocations.Attempt;
import org.kleroterion.gateway.AnswerRefused;
import org.kleroterion.gateway.FormFields;
import org.kleroterion.gateway.ScreeningForm;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.wire.Text;

/** The form that an EDC sends to have a subject allocated. */
final class RandomiseForm {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_]{1,32}");

  private final MultivaluedMap<String, String> fields;
  private final TrialMapping mapping;

  RandomiseForm(MultivaluedMap<String, String> fields, TrialMapping mapping) {
    this.fields = fields;
    this.mapping = mapping;
  }

  /**
   * A field that must hold a code.
   *
   * @throws InvalidRequest if it is missing, repeated or malformed
   */
  static String code(MultivaluedMap<String, String> fields, String name) {
    return FormFields.code(fields, name)
        .orElseThrow(() -> new InvalidRequest("/" + name, Text.CODE_MESSAGE));
  }

  /**
   * The parts of the form that the log may hold, even if the rest of the form is wrong.
   *
   * @throws InvalidRequest if the form has no well-formed subject code
   */
  Attempt attempt() {
    return new Attempt(code(fields, "identifier"), site(), user());
  }

  private Optional<String> site() {
    return FormFields.code(fields, "siteIdentifier").map(mapping::site);
  }

  private Optional<String> user() {
    return FormFields.person(fields, "user");
  }

  /**
   * The screening that the answers give; empty if the mapping has no questions.
   *
   * @throws InvalidRequest with all violations of the form
   */
  Optional<ObjectNode> screening(Dictionary dictionary) {
    ScreeningForm form = new ScreeningForm(dictionary);
    if (site().isEmpty()) {
      form.wrong("/siteIdentifier", Text.CODE_MESSAGE);
    }
    if (user().isEmpty()) {
      form.wrong("/user", FormFields.PERSON_MESSAGE);
    }
    Set<String> known = new HashSet<>(Set.of("identifier", "siteIdentifier", "user"));
    for (int i = 0; i < mapping.questions().size(); i++) {
      String field = "question" + (i + 1);
      known.add(field);
      Question question = mapping.questions().get(i);
      form.take(field, question.variable(), () -> question.value(sent(field)));
    }
    fields.keySet().stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(name -> unknown(name, form));
    ObjectNode screening = form.screening();
    return mapping.questions().isEmpty() ? Optional.empty() : Optional.of(screening);
  }

  private String sent(String field) throws AnswerRefused {
    return FormFields.single(fields, field)
        .orElseThrow(() -> new AnswerRefused("Must be sent exactly once."));
  }

  // Free text from outside must not get into the log, because no one can delete it there.
  private static void unknown(String name, ScreeningForm form) {
    form.wrong(
        FIELD.matcher(name).matches() ? "/" + name : "",
        "The mapping has no such question, and the form no such field.");
  }
}
