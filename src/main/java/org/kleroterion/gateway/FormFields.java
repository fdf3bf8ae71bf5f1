package org.kleroterion.gateway;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kleroterion.access.PersonName;
import org.kleroterion.wire.Text;

/** Reads form fields that occur exactly once and are well formed; otherwise the result is empty. */
public final class FormFields {
  /** As 'requestedBy' in {@code /v1}. */
  public static final String PERSON_MESSAGE =
      Text.LINE_MESSAGE + " At most " + PersonName.LONGEST + " characters.";

  private static final Pattern CODE = Pattern.compile(Text.CODE);
  private static final Pattern LINE = Pattern.compile(Text.LINE);

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

  /** The name of the person who asks. */
  public static Optional<String> person(MultivaluedMap<String, String> form, String name) {
    return single(form, name)
        .filter(text -> text.length() <= PersonName.LONGEST && LINE.matcher(text).matches());
  }
}
