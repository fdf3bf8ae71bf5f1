package org.kleroterion.wire;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;

/**
 * Refuses unknown, repeated and blank query parameters in {@code /v1}. To ignore one would answer
 * another question than the caller's. Gateways follow the contracts of their own protocols.
 */
class QueryParameters {
  private final Map<Method, SortedSet<String>> known = new ConcurrentHashMap<>();

  // Runs after the check of the token and its role, and before the body is read.
  @ServerRequestFilter
  void check(RoutingContext request, ResourceInfo resource, ContainerRequestContext acceptable) {
    if (isOurs(resource.getResourceClass())) {
      require(known.computeIfAbsent(resource.getResourceMethod(), QueryParameters::of), request);
      requireNoLimit(request, acceptable.getAcceptableMediaTypes());
    }
  }

  /**
   * @param acceptable what the caller accepts, the preferred media type first
   */
  private static void requireNoLimit(RoutingContext request, List<MediaType> acceptable) {
    String preferred = acceptable.get(0).toString();
    if (request.queryParams().contains("limit")
        && (preferred.startsWith(Media.CSV) || preferred.startsWith(Media.NDJSON))) {
      throw new InvalidRequest(
          "?limit",
          "CSV and NDJSON hold all items. Leave 'limit' out, or accept application/json.");
    }
  }

  private static boolean isOurs(Class<?> resource) {
    @Nullable Path path = resource.getAnnotation(Path.class);
    return path != null && path.value().startsWith("/v1/");
  }

  private static void require(SortedSet<String> known, RoutingContext request) {
    // Not by the multimap's own names: it does not distinguish case.
    Map<String, List<String>> given =
        given(request).stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    String list =
        known.isEmpty()
            ? "This endpoint has no parameters."
            : "Known parameters: " + String.join(", ", known) + ".";
    List<Violation> violations = new ArrayList<>();
    given.forEach(
        (name, values) ->
            fault(known.contains(name), name, values)
                .ifPresent(fault -> violations.add(new Violation("?" + name, fault + list))));
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
  }

  private static Optional<String> fault(boolean isKnown, String name, List<String> values) {
    if (!isKnown) {
      return Optional.of("Is not a parameter of this endpoint. ");
    }
    if (values.size() > 1) {
      return Optional.of("Must be given once. ");
    }
    // A trial without factors has one stratum, whose name is blank.
    return values.get(0).isBlank() && !name.equals("stratum")
        ? Optional.of("Must not be blank. Give a value, or leave it out. ")
        : Optional.empty();
  }

  private static List<Map.Entry<String, String>> given(RoutingContext request) {
    try {
      return request.queryParams().entries();
    } catch (HttpException undecodable) {
      throw new InvalidRequest(
          "?", "Must be percent-encoded UTF-8: a '%' is followed by two hexadecimal digits.");
    }
  }

  /** The query parameters that a resource method reads. */
  private static SortedSet<String> of(Method method) {
    return Arrays.stream(method.getParameters())
        .flatMap(QueryParameters::elements)
        .map(element -> element.getAnnotation(QueryParam.class))
        .filter(parameter -> parameter != null)
        .map(QueryParam::value)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<AnnotatedElement> elements(Parameter parameter) {
    return parameter.isAnnotationPresent(BeanParam.class)
        ? Arrays.stream(parameter.getType().getDeclaredFields())
        : Stream.of(parameter);
  }
}
