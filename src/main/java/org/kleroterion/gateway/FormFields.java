package org.kleroterion.gateway;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kleroterion.wire.Text;

/** Reads form fields that occur exactly once and are well formed; otherwise the result is empty. */
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

  /** A field that holds a code of this service, such as a subject or a site. */
  public static Optional<String> code(MultivaluedMap<String, String> form, String name) {
    return single(form, name).filter(text -> CODE.matcher(text).matches());
  }

  /** The person who asks, as allowed for {@code requestedBy}: one line, 1 to 255 characters. */
  public static Optional<String> person(MultivaluedMap<String, String> form, String name) {
    return single(form, name)
        .filter(text -> text.length() <= LONGEST_PERSON && LINE.matcher(text).matches());
  }
}
