package org.kleroterion.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;

/** {@code audit/Verify.java}, compiled once and called as its command line calls it. */
final class Verifier {
  static final Path SOURCE = Path.of("audit", "Verify.java").toAbsolutePath();
  private static final Path COMPILED = compile();

  // One for each thread: the verifier is one process for one export, with static fields.
  private static final ThreadLocal<URLClassLoader> CLASSES =
      ThreadLocal.withInitial(Verifier::load);

  private Verifier() {}

  /**
   * How it ended, and what it printed.
   *
   * @param status 0 if everything holds, 1 if not, 2 if it was called wrongly
   */
  record Verdict(int status, String report) {
    /** The problems that it found. */
    String wrong() {
      int wrong = report.indexOf("\nProblems\n");
      return wrong < 0 ? "accepted" : report.substring(wrong);
    }

    boolean refuses(String why) {
      return status == 1 && wrong().contains(why);
    }
  }

  static Verdict run(List<String> arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Object status = call("Verify", "run", arguments.toArray(String[]::new), out);
    return new Verdict((int) status, printed.toString(StandardCharsets.UTF_8));
  }

  static Verdict run(String... arguments) {
    return run(List.of(arguments));
  }

  /**
   * Calls a method of one of its classes, for what no command line reaches.
   *
   * @param type a class's binary name, {@code Verify$Note}
   * @throws RuntimeException what the method threw
   */
  static Object call(String type, String name, Object... arguments) {
    try {
      Method found =
          Arrays.stream(CLASSES.get().loadClass(type).getDeclaredMethods())
              .filter(one -> one.getName().equals(name))
              .filter(one -> one.getParameterCount() == arguments.length)
              .findFirst()
              .orElseThrow();
      found.setAccessible(true);
      return found.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes an object of one of its classes, with no arguments. */
  static Object make(String type) {
    try {
      var constructor = CLASSES.get().loadClass(type).getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls a method of an object that {@link #call} gave. */
  static Object ask(Object object, String name, Object... arguments) {
    try {
      Method found =
          Arrays.stream(object.getClass().getDeclaredMethods())
              .filter(one -> one.getName().equals(name))
              .filter(one -> one.getParameterCount() == arguments.length)
              .findFirst()
              .orElseThrow();
      found.setAccessible(true);
      return found.invoke(object, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path compile() {
    try {
      Path classes = Files.createTempDirectory("verify");
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  List.of(
                          "--release",
                          "17",
                          "-Xlint:all",
                          "-Werror",
                          // Alone: what the tests run with is none of its business.
                          "-proc:none",
                          "-classpath",
                          classes.toString(),
                          "-d",
                          classes.toString(),
                          SOURCE.toString())
                      .toArray(String[]::new));
      if (status != 0) {
        throw new IllegalStateException(SOURCE + " does not compile");
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URLClassLoader load() {
    try {
      // Without this project's classes: the verifier must need none.
      return new URLClassLoader(
          new URL[] {COMPILED.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
