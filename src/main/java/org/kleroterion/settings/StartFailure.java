package org.kleroterion.settings;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Explains why the service did not start, if the operator can correct the cause. */
public final class StartFailure {
  private StartFailure() {}

  /**
   * The reason in one or more sentences; empty if the operator needs the stack trace.
   *
   * @param failure the exception that ended the start
   * @param settings returns the value of a setting by its name
   * @param command the command that started the service, for an example; may be empty
   */
  public static Optional<String> reason(
      Throwable failure, Function<String, Optional<String>> settings, String command) {
    List<Throwable> causes = causes(failure);
    Throwable root = causes.get(causes.size() - 1);
    if (root instanceof IllegalArgumentException || root instanceof ConfigValidationException) {
      Optional<String> wrong =
          Stream.of(Listener.values())
              .flatMap(listener -> listener.wrongPort(settings).stream())
              .findFirst();
      if (wrong.isPresent()) {
        return wrong.map(StartFailure::sentence);
      }
    }
    if (root instanceof BindException || root instanceof UnknownHostException) {
      Listener listener = listener(causes, settings);
      return listener
          .wrongHost(settings)
          .or(() -> Optional.of(listener.refused(settings, cause(root), command)))
          .map(StartFailure::sentence);
    }
    if (root instanceof ConfigurationException
        || root instanceof ConfigValidationException
        || root instanceof PreventFurtherStepsException) {
      return Optional.ofNullable(root.getMessage());
    }
    return Optional.empty();
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && !causes.contains(cause);
        cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  private static Listener listener(
      List<Throwable> causes, Function<String, Optional<String>> settings) {
    Throwable root = causes.get(causes.size() - 1);
    if (root instanceof QuarkusBindException refused) {
      boolean overTls =
          Integer.toString(refused.getPort()).equals(Listener.API_OVER_TLS.port(settings));
      return overTls ? Listener.API_OVER_TLS : Listener.API;
    }
    // For the management interface Quarkus throws a plain BindException. For an unknown host, it
    // says nothing about the listener.
    return root instanceof BindException || Listener.API.wrongHost(settings).isEmpty()
        ? Listener.MANAGEMENT
        : Listener.API;
  }

  private static String sentence(String reason) {
    return StartRefused.message(List.of(reason.strip()));
  }

  /** The operating system's message, without the prefix that Quarkus adds. */
  private static String cause(Throwable root) {
    String text = String.valueOf(root.getMessage());
    return text.substring(text.lastIndexOf(": ") + 1).strip();
  }
}
