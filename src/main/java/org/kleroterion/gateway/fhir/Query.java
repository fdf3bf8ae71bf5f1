package org.kleroterion.gateway.fhir;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.wire.PageRequest;

/** The query parameters of a request. A parameter that is not supported is refused, not ignored. */
public final class Query {
  static final String COUNT = "_count";

  /** The start of the page. Only {@code next} links contain it. */
  static final String AFTER = "after";

  static final String DATE = "date";

  /** Handled by {@link Negotiation}. */
  private static final String FORMAT = "_format";

  private final UriInfo uri;
  private final MultivaluedMap<String, String> given;

  private Query(UriInfo uri) {
    this.uri = uri;
    this.given = uri.getQueryParameters();
  }

  /**
   * The parameters of a search.
   *
   * @param parameters the names that the search supports, besides paging and {@code _format}
   * @throws InvalidRequest if a parameter is unknown, repeated, blank or a list of alternatives
   */
  static Query of(UriInfo uri, String... parameters) {
    Set<String> known = new TreeSet<>(Set.of(parameters));
    known.addAll(List.of(COUNT, AFTER, FORMAT));
    return checked(uri, known);
  }

  /**
   * Requires that a request for one resource has no parameters except {@code _format}.
   *
   * @throws InvalidRequest if it has
   */
  public static void none(UriInfo uri) {
    checked(uri, Set.of(FORMAT));
  }

  private static Query checked(UriInfo uri, Set<String> known) {
    Query query = new Query(uri);
    List<Violation> violations = new ArrayList<>();
    for (Map.Entry<String, List<String>> parameter : query.given.entrySet()) {
      String name = parameter.getKey();
      List<String> values = parameter.getValue();
      if (!known.contains(name)) {
        violations.add(wrong(name, "Is not supported. Known: " + String.join(", ", known) + "."));
      } else if (values.size() > 1 && !name.equals(DATE)) {
        violations.add(wrong(name, "Must be given once."));
      } else if (!values.stream().allMatch(Query::isSingleValue)) {
        violations.add(wrong(name, "Must be one value; lists of alternatives are not supported."));
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return query;
  }

  private static boolean isSingleValue(String value) {
    return !value.isBlank()
        && !value.contains(",")
        && value.codePoints().noneMatch(Character::isISOControl);
  }

  private static Violation wrong(String name, String message) {
    return new Violation("?" + name, message);
  }

  UriInfo uri() {
    return uri;
  }

  PageRequest page() {
    return PageRequest.of(text(AFTER), "?" + COUNT, text(COUNT));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(given.getFirst(name));
  }

  List<String> dates() {
    return given.getOrDefault(DATE, List.of());
  }

  /**
   * The code of a token parameter: {@code code} or {@code system|code}.
   *
   * @throws InvalidRequest if it names another system
   */
  Optional<String> token(String name, String system) {
    Optional<String> text = text(name);
    if (text.isEmpty() || !text.get().contains("|")) {
      return text;
    }
    if (!text.get().startsWith(system + "|") || text.get().length() == system.length() + 1) {
      throw new InvalidRequest("?" + name, "Must be a code, or '" + system + "|' and a code.");
    }
    return Optional.of(text.get().substring(system.length() + 1));
  }

  /**
   * The id in a reference into this service: {@code ResearchStudy/wlrt-obc}, also as a whole URL,
   * or {@code wlrt-obc}.
   *
   * @throws InvalidRequest if it is missing, or refers to another type of resource
   */
  String reference(String name, String type) {
    String text = text(name).orElse("");
    String base = Searchset.base(uri) + "/";
    String relative = text.startsWith(base) ? text.substring(base.length()) : text;
    String id = relative.startsWith(type + "/") ? relative.substring(type.length() + 1) : relative;
    if (id.isEmpty() || id.contains("/")) {
      throw new InvalidRequest(
          "?" + name, "Is required and must name one trial, such as " + type + "/wlrt-obc.");
    }
    return id;
  }
}
