package org.kleroterion;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that needs a program besides the JDK. Without it the test is skipped, and the build names
 * the test and the package at its end.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Needs.All.class)
@ExtendWith(Needs.OnPath.class)
public @interface Needs {
  /** The program's name on the PATH. */
  String program();

  /** The Debian package that brings it. */
  String debian();

  /** Several programs. */
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @ExtendWith(OnPath.class)
  @interface All {
    Needs[] value();
  }

  /** Skips the test where a program is missing. */
  final class OnPath implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return AnnotationSupport.findRepeatableAnnotations(context.getElement(), Needs.class).stream()
          .filter(needed -> !isOnPath(needed.program()))
          .findFirst()
          .map(
              missing ->
                  ConditionEvaluationResult.disabled(
                      missing.program() + " is missing (Debian package " + missing.debian() + ")"))
          .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is missing"));
    }

    private static boolean isOnPath(String program) {
      return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
          .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
  }
}
