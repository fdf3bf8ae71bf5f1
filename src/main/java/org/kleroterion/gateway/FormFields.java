package org.kleroterion.gateway;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kleroterion.wire.Text;

/** Takes the fields of another system's form that are there once and well formed. */
public final class FormFields {
  private static final Pattern CODE = Pattern.compile(Text.CODE);
  private static final Pattern LINE = Pattern.compile(Text.LINE);
  private static final int LONGEST_PERSON = 255;

  private FormFields() {}

  public static Optional<String> single(MultivaluedMap<String, String> form, String name) {
    return Optional.ofNullable(form.get(name))
        .filter(values -> values.size() == 1)
        .map(values -> values.get(0));
  }

  /** A code of ours. */
  public static Optional<String> code(MultivaluedMap<String, String> form, String name) {
    return single(form, name).filter(text -> CODE.matcher(text).matches());
  }

  /** Who asks, as {@code requestedBy} takes it. */
  public static Optional<String> person(MultivaluedMap<String, String> form, String name) {
    return single(form, name)
        .filter(text -> text.length() <= LONGEST_PERSON && LINE.matcher(text).matches());
  }
}
