package org.kleroterion.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The body is not JSON, or not a JSON object. */
public final class MalformedBody extends Refusal {
  private MalformedBody(JsonProcessingException malformed) {
    super(ProblemType.MALFORMED_BODY, reason(malformed));
  }

  /**
   * The refusal of a body that could not be read as JSON.
   *
   * @param failure what reading the body threw
   * @return empty if the failure is not about the body's JSON
   */
  public static Optional<Refusal> refusal(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
        return Optional.of(new InvalidRequest(pointer(mismatch), message(mismatch)));
      }
      if (cause instanceof JsonMappingException number
          && number.getCause() instanceof InputCoercionException
          && !number.getPath().isEmpty()) {
        return Optional.of(
            new InvalidRequest(
                pointer(number),
                "Must be a whole number from "
                    + Integer.MIN_VALUE
                    + " to "
                    + Integer.MAX_VALUE
                    + "."));
      }
      if (cause instanceof JsonProcessingException malformed) {
        return Optional.of(new MalformedBody(malformed));
      }
    }
    return Optional.empty();
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
      fault = "The body must be one JSON object, not an array, a text or another value";
    }
    return fault + where + ".";
  }
}
