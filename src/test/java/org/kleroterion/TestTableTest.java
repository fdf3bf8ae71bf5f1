package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The table of test classes in CONTRIBUTING.md says of each class where it runs. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestTableTest {
  private static final Path TESTS = Path.of("src", "test", "java");

  @Test
  void every_class_is_in_the_table_with_the_place_where_it_runs() throws Exception {
    assertThat(table()).isEqualTo(classes());
  }

  @Test
  void tests_with_other_systems_are_in_their_suite() throws Exception {
    for (Class<?> type : types()) {
      if (has(type, QuarkusTest.class)) {
        String annotations = Arrays.toString(type.getAnnotations());
        assertThat(type.getName().matches(OtherSystemsSuite.CLASSES))
            .as(type.getName())
            .isEqualTo(annotations.matches(".*(FullService|Outside|Receivers)\\W.*"));
      }
    }
  }

  private static Map<String, String> table() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("CONTRIBUTING.md"))) {
      String[] cells = line.split("\\s*\\|\\s*");
      if (cells.length > 3 && cells[1].matches("[\\w.]+(Test|IT)")) {
        rows.put(cells[1], cells[2]);
      }
    }
    return rows;
  }

  private static Map<String, String> classes() throws Exception {
    Map<String, String> places = new TreeMap<>();
    for (Class<?> type : types()) {
      places.put(type.getName().replace("org.kleroterion.", ""), place(type));
    }
    return places;
  }

  private static List<Class<?>> types() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(TESTS)) {
      files = all.filter(file -> file.toString().matches(".*(Test|IT)\\.java")).toList();
    }
    List<Class<?>> types = new ArrayList<>();
    for (Path file : files) {
      String name = TESTS.relativize(file).toString().replaceFirst("\\.java$", "");
      Class<?> type =
          Class.forName(
              name.replace('/', '.'), false, Thread.currentThread().getContextClassLoader());
      if (Arrays.stream(type.getDeclaredMethods()).anyMatch(TestTableTest::isTest)) {
        types.add(type);
      }
    }
    return types;
  }

  private static String place(Class<?> type) {
    if (isTagged(type, "postgresql") || isTagged(type, "replicas")) {
      return "PostgreSQL";
    }
    boolean usesDatabase =
        has(type, QuarkusTest.class)
            || type.getSimpleName().endsWith("IT")
            || isTagged(type, "database");
    List<Method> tests =
        Arrays.stream(type.getDeclaredMethods()).filter(TestTableTest::isTest).toList();
    if (tests.stream().allMatch(test -> isTagged(test, "whole")) || isTagged(type, "whole")) {
      return "whole";
    }
    return usesDatabase && !isTagged(type, "any-database") ? "both" : "H2";
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  private static boolean isTagged(java.lang.reflect.AnnotatedElement element, String tag) {
    return Arrays.stream(element.getAnnotationsByType(Tag.class))
        .anyMatch(one -> one.value().equals(tag));
  }

  // By name: Quarkus loads test classes with class loaders of its own.
  private static boolean has(Class<?> type, Class<? extends Annotation> annotation) {
    return Arrays.stream(type.getAnnotations())
        .anyMatch(one -> one.annotationType().getName().equals(annotation.getName()));
  }
}
