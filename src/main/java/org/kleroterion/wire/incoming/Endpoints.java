package org.kleroterion.wire.incoming;

import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** The service's own endpoints, as the annotations of the resources declare them. */
@Singleton
public class Endpoints {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^:{}]+)(?::([^{}]+))?}");

  private final List<Endpoint> endpoints = new ArrayList<>();

  /**
   * @param beans knows the classes of all resources
   */
  Endpoints(BeanManager beans) {
    beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .map(bean -> bean.getBeanClass())
        .distinct()
        .filter(Endpoints::isEnabled)
        .forEach(this::add);
  }

  private record Endpoint(String method, String template, Pattern path) {}

  /** The path templates of all endpoints, as metrics name them. */
  public Set<String> templates() {
    return endpoints.stream().map(Endpoint::template).collect(Collectors.toSet());
  }

  /** The methods that the path supports, in alphabetical order; empty for an unknown path. */
  Set<String> methods(String path) {
    Set<String> methods = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      if (endpoint.path().matcher(path).matches()) {
        methods.add(endpoint.method());
      }
    }
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    return methods;
  }

  private static boolean isEnabled(Class<?> type) {
    @Nullable EndpointDisabled disabled = type.getAnnotation(EndpointDisabled.class);
    return disabled == null
        || ConfigProvider.getConfig().getConfigValue(disabled.name()).getValue() != null;
  }

  private void add(Class<?> type) {
    @Nullable Path base = type.getAnnotation(Path.class);
    if (base == null) {
      return;
    }
    for (Method method : type.getDeclaredMethods()) {
      @Nullable Path path = method.getAnnotation(Path.class);
      String template = path == null ? base.value() : base.value() + path.value();
      Arrays.stream(method.getAnnotations())
          .map(Annotation::annotationType)
          .map(annotation -> annotation.getAnnotation(HttpMethod.class))
          .filter(http -> http != null)
          .forEach(http -> endpoints.add(new Endpoint(http.value(), template, pattern(template))));
    }
  }

  private static Pattern pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    Matcher parameter = PARAMETER.matcher(template);
    int end = 0;
    while (parameter.find()) {
      pattern.append(Pattern.quote(template.substring(end, parameter.start())));
      @Nullable String form = parameter.group(2);
      pattern.append("(?:").append(form == null ? "[^/]+" : form.strip()).append(')');
      end = parameter.end();
    }
    return Pattern.compile(pattern + Pattern.quote(template.substring(end)) + "/?");
  }
}
