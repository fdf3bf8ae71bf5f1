package org.kleroterion.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What the libraries found wrong in a request, in our terms. */
final class Violations {
  private Violations() {}

  static List<Violation> of(ConstraintViolationException invalid) {
    return invalid.getConstraintViolations().stream()
        .map(violation -> new Violation(pointer(violation), violation.getMessage()))
        .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::message))
        .toList();
  }

  // The path starts with the method and its parameter, which mean nothing to a client.
  private static String pointer(ConstraintViolation<?> violation) {
    StringBuilder pointer = new StringBuilder();
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getKind() == ElementKind.PROPERTY) {
        pointer.append('/').append(node.getName());
      }
    }
    return pointer.toString();
  }

  static Refusal of(JsonProcessingException malformed) {
    if (malformed instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
      return new InvalidRequest(pointer(mismatch), message(mismatch));
    }
    return new MalformedBody(malformed);
  }

  private static String pointer(JsonMappingException mismatch) {
    return mismatch.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "/" + step.getIndex()
                    : "/" + escape(step.getFieldName()))
        .collect(Collectors.joining());
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String message(MismatchedInputException mismatch) {
    if (mismatch instanceof UnrecognizedPropertyException unknown) {
      return "Is unknown here. Known: "
          + unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "))
          + ".";
    }
    Class<?> wanted = mismatch.getTargetType() == null ? Object.class : mismatch.getTargetType();
    if (wanted.isEnum()) {
      return "Must be one of "
          + Arrays.stream(wanted.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "))
          + ".";
    }
    if (mismatch instanceof InvalidFormatException || wanted == java.util.UUID.class) {
      return "Must be a " + wanted.getSimpleName() + ".";
    }
    return wanted == String.class ? "Must be a text." : "Has the wrong JSON type.";
  }

  /** The body is not JSON, or not of the shape expected. */
  static final class MalformedBody extends Refusal {
    MalformedBody(JsonProcessingException malformed) {
      super(ProblemType.MALFORMED_BODY, reason(malformed));
    }

    // Jackson's own text quotes the body; only where and what it stumbled on is told.
    private static String reason(JsonProcessingException malformed) {
      JsonLocation location = malformed.getLocation();
      String where =
          location == null || location.getLineNr() < 1
              ? ""
              : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
      String original = String.valueOf(malformed.getOriginalMessage());
      String what =
          original.startsWith("Duplicate field")
              ? "A member is there twice"
              : "It cannot be read as JSON";
      return what + where + ".";
    }
  }
}
