package org.kleroterion.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Translates faults that libraries report in a request into violations with our own texts. */
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
      return "Is not a known member. Known members: "
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
    return expected(wanted);
  }

  private static String expected(Class<?> wanted) {
    if (wanted == String.class) {
      return "Must be a JSON string.";
    }
    if (wanted == Instant.class) {
      return "Must be a time such as 2026-11-26T02:10:00Z.";
    }
    if (wanted == UUID.class) {
      return "Must be a UUID such as 0b3f7a52-6c1d-4e8a-9f2b-5d4c3e2a1f60.";
    }
    if (wanted == boolean.class || wanted == Boolean.class) {
      return "Must be true or false.";
    }
    if (wanted.isPrimitive() || wanted == Integer.class || wanted == Long.class) {
      return "Must be a whole number.";
    }
    if (wanted == Object.class) {
      return "Has the wrong JSON type. openapi.yaml gives the type of every member.";
    }
    return Collection.class.isAssignableFrom(wanted)
        ? "Must be a JSON array."
        : "Must be a JSON object.";
  }

  /** The body is not JSON, or not a JSON object. */
  static final class MalformedBody extends Refusal {
    MalformedBody(JsonProcessingException malformed) {
      super(ProblemType.MALFORMED_BODY, reason(malformed));
    }

    // Jackson's own message quotes the body, so only the place and the kind of fault are given.
    private static String reason(JsonProcessingException malformed) {
      JsonLocation location = malformed.getLocation();
      String where =
          location == null || location.getLineNr() < 1
              ? ""
              : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
      String original = String.valueOf(malformed.getOriginalMessage());
      String fault = "The body is not valid JSON";
      if (original.startsWith("Duplicate field")) {
        fault = "A member occurs twice";
      } else if (malformed instanceof MismatchedInputException) {
        fault = "The body must be one JSON object";
      }
      return fault + where + ".";
    }
  }
}
