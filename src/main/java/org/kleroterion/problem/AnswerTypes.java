package org.kleroterion.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The media types in which each endpoint answers, as the annotations of the resources say. */
@ApplicationScoped
class AnswerTypes {
  private static final Pattern VARIABLE = Pattern.compile("\\{\\w+(?:: *([^{}]+))?}");

  private final List<Endpoint> endpoints;

  /**
   * @param beans knows the classes of all resources
   */
  AnswerTypes(BeanManager beans) {
    endpoints =
        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
            .flatMap(bean -> endpoints(bean.getBeanClass()))
            .toList();
  }

  private record Endpoint(String method, Pattern path, List<String> types) {}

  /** Empty if no endpoint has this method and path. */
  List<String> of(String method, String path) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.method().equals(method))
        .filter(endpoint -> endpoint.path().matcher(path).matches())
        .findFirst()
        .map(Endpoint::types)
        .orElse(List.of());
  }

  private static Stream<Endpoint> endpoints(Class<?> type) {
    @Nullable Path base = type.getAnnotation(Path.class);
    return base == null
        ? Stream.of()
        : Arrays.stream(type.getDeclaredMethods())
            .flatMap(method -> endpoint(type, base.value(), method).stream());
  }

  private static Optional<Endpoint> endpoint(Class<?> type, String base, Method method) {
    @Nullable Path path = method.getAnnotation(Path.class);
    @Nullable Produces own = method.getAnnotation(Produces.class);
    @Nullable Produces produces = own == null ? type.getAnnotation(Produces.class) : own;
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .filter(Objects::nonNull)
        .findFirst()
        .map(
            verb ->
                new Endpoint(
                    verb.value(),
                    pattern(path == null ? base : base + path.value()),
                    produces == null ? List.of() : List.of(produces.value())));
  }

  private static Pattern pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    Matcher variable = VARIABLE.matcher(template);
    int end = 0;
    while (variable.find()) {
      pattern.append(Pattern.quote(template.substring(end, variable.start())));
      pattern.append(variable.group(1) == null ? "[^/]+" : "(?:" + variable.group(1) + ")");
      end = variable.end();
    }
    return Pattern.compile(pattern.append(Pattern.quote(template.substring(end))).toString());
  }
}
