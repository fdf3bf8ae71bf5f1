package org.kleroterion.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.List;

/** Translates the faults that bean validation finds into violations with our own texts. */
final class Violations {
  private Violations() {}

  static List<Violation> of(ConstraintViolationException invalid) {
    return invalid.getConstraintViolations().stream()
        .map(violation -> new Violation(pointer(violation), message(violation)))
        .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::message))
        .toList();
  }

  // The path starts with the Java method and its parameter, which a client does not know.
  private static String pointer(ConstraintViolation<?> violation) {
    StringBuilder pointer = new StringBuilder();
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getKind() == ElementKind.PROPERTY) {
        pointer.append('/').append(node.getName());
      }
    }
    return pointer.toString();
  }

  // Only the library's default texts are templates in braces. The single constraint without a text
  // of its own is that there must be a body.
  private static String message(ConstraintViolation<?> violation) {
    return violation.getMessageTemplate().startsWith("{")
        ? "Must be a JSON object."
        : violation.getMessage();
  }
}
