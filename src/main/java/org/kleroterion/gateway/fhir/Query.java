package org.kleroterion.gateway.fhir;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.wire.PageRequest;
import org.kleroterion.wire.Text;

/** The parameters of a request. A parameter that is not supported is refused, not ignored. */
public final class Query {
  static final String COUNT = "_count";

  /** The start of the page. Only {@code next} links contain it. */
  static final String AFTER = "after";

  static final String DATE = "date";

  static final String PRETTY = "_pretty";

  /** Handled by {@link Negotiation}, except in the body of a search by POST. */
  private static final String FORMAT = "_format";

  private static final String SUMMARY = "_summary";

  /** What any request may have. */
  private static final List<String> GENERAL = List.of(FORMAT, PRETTY, SUMMARY);

  private static final String SEARCH = "/_search";
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  /** A comma that separates alternatives: not after a backslash, unless that is escaped itself. */
  private static final Pattern COMMA = Pattern.compile("(?<=(?<!\\\\)(?:\\\\{2}){0,50}),");

  private final UriInfo uri;
  private final MultivaluedMap<String, String> given = new MultivaluedHashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private Query(UriInfo uri, MultivaluedMap<String, String> form) {
    this.uri = uri;
    Stream.of(uri.getQueryParameters(), form)
        .flatMap(parameters -> parameters.entrySet().stream())
        .forEach(parameter -> given.addAll(parameter.getKey(), parameter.getValue()));
  }

  /**
   * The parameters of a search.
   *
   * @param form the body of a search by POST; empty for GET
   * @param tokens the names of the token parameters that the search supports; they may have
   *     alternatives
   * @param others the names of its other parameters, besides paging and those of any request
   * @throws InvalidRequest if a parameter is unknown, repeated or blank, or has alternatives
   *     although it is no token
   */
  static Query of(
      UriInfo uri, MultivaluedMap<String, String> form, Set<String> tokens, String... others) {
    Set<String> known = new TreeSet<>(tokens);
    known.addAll(List.of(others));
    known.addAll(List.of(COUNT, AFTER));
    return new Query(uri, form).checked(known, tokens);
  }

  /**
   * Requires that a request for one resource has no parameters except those of any request.
   *
   * @throws InvalidRequest if it has
   */
  public static void none(UriInfo uri) {
    new Query(uri, new MultivaluedHashMap<>()).checked(new TreeSet<>(), Set.of());
  }

  private Query checked(Set<String> known, Set<String> tokens) {
    known.addAll(GENERAL);
    for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
      String name = parameter.getKey();
      List<String> values = parameter.getValue();
      if (!known.contains(name)) {
        fault(name, "Is not supported. Known: " + String.join(", ", known) + ".");
      } else if (values.size() > 1 && !name.equals(DATE)) {
        fault(name, "Must be given once.");
      } else if (!values.stream().allMatch(Query::isText)) {
        fault(name, "Must have a value, without control characters.");
      } else if (tokens.contains(name)) {
        if (!split(values.get(0)).allMatch(Query::isText)) {
          fault(name, "Has an empty alternative; separate the alternatives by one comma.");
        }
      } else if (values.stream().anyMatch(value -> value.contains(","))) {
        fault(name, "Must be one value; only token parameters may have alternatives (a,b).");
      }
    }
    require(PRETTY, List.of("true", "false"));
    require(SUMMARY, List.of("false"));
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    if (text(FORMAT).filter(format -> !Negotiation.FORMATS.contains(format)).isPresent()) {
      throw new NotAcceptableException();
    }
    return this;
  }

  private static boolean isText(String value) {
    return !value.isBlank() && value.codePoints().noneMatch(Character::isISOControl);
  }

  private void require(String name, List<String> values) {
    if (text(name).filter(value -> !values.contains(value)).isPresent()) {
      fault(name, "Must be " + String.join(" or ", values) + "; nothing else is supported.");
    }
  }

  private void fault(String name, String message) {
    violations.add(new Violation("?" + name, message));
  }

  /** The URL of this search as a GET, which a client can repeat. */
  URI self() {
    return search().build();
  }

  /** The URL of the page that begins after this cursor. */
  URI next(String cursor) {
    return search().replaceQueryParam(AFTER, cursor).build();
  }

  private UriBuilder search() {
    String path = uri.getPath();
    if (!path.endsWith(SEARCH)) {
      return uri.getRequestUriBuilder();
    }
    UriBuilder search =
        uri.getBaseUriBuilder().path(path.substring(0, path.length() - SEARCH.length()));
    given.forEach(
        (name, values) -> values.forEach(value -> search.queryParam(name, encoded(value))));
    return search;
  }

  // The builder would take a brace for the start of a variable.
  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
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

  /** The alternatives of a token parameter that has no system; empty if it is absent. */
  List<String> texts(String name) {
    return text(name).stream().flatMap(Query::split).map(Query::unescaped).toList();
  }

  /**
   * The codes of a token parameter, each {@code code} or {@code system|code}; empty if it is
   * absent.
   *
   * @throws InvalidRequest if it names another system
   */
  List<String> tokens(String name, String system) {
    return text(name).stream().flatMap(Query::split).map(one -> token(name, system, one)).toList();
  }

  /**
   * The codes of a token parameter with a closed list of codes.
   *
   * @param known the codes that FHIR has for it
   * @throws InvalidRequest if it names another code or system
   */
  List<String> tokens(String name, String system, List<String> known) {
    List<String> codes = tokens(name, system);
    if (!known.containsAll(codes)) {
      throw new InvalidRequest("?" + name, "Must be one of " + String.join(", ", known) + ".");
    }
    return codes;
  }

  private static String token(String name, String system, String one) {
    // The bar between system and code is not escaped; a system, which is a URI, has none.
    int bar = one.indexOf('|');
    if (bar < 0 || (bar > 0 && one.charAt(bar - 1) == '\\')) {
      return unescaped(one);
    }
    String code = unescaped(one.substring(bar + 1));
    if (!one.substring(0, bar).equals(system) || code.isEmpty()) {
      throw new InvalidRequest("?" + name, "Must be a code, or '" + system + "|' and a code.");
    }
    return code;
  }

  private static Stream<String> split(String value) {
    return Arrays.stream(COMMA.split(value, -1));
  }

  private static String unescaped(String value) {
    return value.replaceAll("\\\\([\\\\,|$])", "$1");
  }

  /**
   * The id in a reference into this service: {@code ResearchStudy/wlrt-obc}, also as a whole URL,
   * or {@code wlrt-obc}.
   *
   * @throws InvalidRequest if it is missing, or can never match: it is malformed, or refers to
   *     another type of resource or to another server
   */
  String reference(String name, String type) {
    String text = text(name).orElse("");
    String base = Searchset.base(uri) + "/";
    String relative = text.startsWith(base) ? text.substring(base.length()) : text;
    String id = relative.startsWith(type + "/") ? relative.substring(type.length() + 1) : relative;
    if (!CODE.matcher(id).matches()) {
      throw new InvalidRequest(
          "?" + name,
          "Is required and must name one trial of this service, such as " + type + "/wlrt-obc.");
    }
    return id;
  }
}
