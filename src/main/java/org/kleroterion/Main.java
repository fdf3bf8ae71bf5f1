package org.kleroterion;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Role;
import org.kleroterion.evaluation.CheckCommand;
import org.kleroterion.evaluation.Evaluation;
import org.kleroterion.evaluation.EvaluationProfile;
import org.kleroterion.evaluation.EvaluationRefused;
import org.kleroterion.evaluation.EvaluationServer;
import org.kleroterion.evaluation.Feed;
import org.kleroterion.evaluation.Terminal;
import org.kleroterion.evaluation.TokenCommand;
import org.kleroterion.settings.StartFailure;
import org.kleroterion.wire.incoming.ConnectionLimits;

/** The commands of the jar. Without a command, it runs the service. */
@QuarkusMain
public final class Main {
  static final String HELP =
      """
      Kleroterion randomizes the subjects of clinical trials.

        java -jar quarkus-run.jar [COMMAND]

        (none)        run the service, with the secrets that its configuration names
        evaluate      run the service for evaluation, with its own secrets in ./data;
                      never for real subjects
        token ROLE [--site SITE]... [--trial TRIAL]...
                      print a bearer token for the evaluation service; without --site and --trial
                      it is valid for all sites and trials;
                      ROLE is one of %s
        feed FILE     assess and allocate the subjects of a file through the API (see feed --help)
        check FILE... check protocol files without a service: print their faults and warnings
        help          print this text

      To use another directory than ./data, set the system property kleroterion.data-directory or
      the environment variable KLEROTERION_DATA_DIRECTORY.
      """
          .formatted(Role.GROUPS);

  private Main() {}

  public static void main(String... arguments) throws InterruptedException {
    ConnectionLimits.use();
    String command = arguments.length == 0 ? "serve" : arguments[0];
    try {
      if (arguments.length == 0) {
        EvaluationProfile.requireNoMixture();
        Quarkus.run(null, (exit, failure) -> end("", exit, failure));
      } else if (command.equals("evaluate") && arguments.length == 1) {
        EvaluationProfile.requireNoProduction();
        // Must run before Quarkus reads its configuration, which includes the profile and the
        // secrets.
        Evaluation.prepare(dataDirectory()).settings().forEach(System::setProperty);
        Quarkus.run(
            EvaluationServer.class, (exit, failure) -> end("src/evaluation/start", exit, failure));
      } else {
        System.exit(run(List.of(arguments), System.out, System.err));
      }
    } catch (EvaluationRefused e) {
      System.err.println("kleroterion: " + command + ": " + e.getMessage());
      System.exit(2);
    } catch (UncheckedIOException e) {
      System.err.println("kleroterion: " + command + ": " + e.getCause());
      System.exit(1);
    }
  }

  /**
   * Ends the process and reports a failed start. Quarkus does not report it if an exit handler is
   * given. This is wanted: for a port in use, Quarkus would advise to kill the other process.
   *
   * @param example the command that started the service, to show an example of a setting; may be
   *     empty
   */
  private static void end(String example, int exit, @Nullable Throwable failure) {
    if (failure != null) {
      StartFailure.reason(failure, Main::setting, example)
          .ifPresentOrElse(
              System.err::println,
              () -> Logger.getLogger(Main.class).error("The start failed", failure));
    }
    System.exit(exit);
  }

  private static Optional<String> setting(String name) {
    return Optional.ofNullable(ConfigProvider.getConfig().getConfigValue(name).getValue());
  }

  /**
   * Runs a command other than the service.
   *
   * @return the exit code
   */
  static int run(List<String> arguments, PrintStream out, PrintStream err)
      throws InterruptedException {
    List<String> rest = arguments.subList(1, arguments.size());
    return switch (arguments.get(0)) {
      case "token" -> {
        EvaluationProfile.requireNoProduction();
        yield new TokenCommand(out, err).run(rest, dataDirectory());
      }
      case "feed" -> new Feed(out, err, Terminal.isPresent()).run(rest, dataDirectory());
      case "check" -> new CheckCommand(out, err).run(rest);
      case "help", "--help", "-h" -> {
        out.print(HELP);
        yield 0;
      }
      default -> {
        err.println("kleroterion: unknown command or arguments: " + String.join(" ", arguments));
        err.print(HELP);
        yield 2;
      }
    };
  }

  private static Path dataDirectory() {
    return Path.of(
        Optional.ofNullable(System.getProperty("kleroterion.data-directory"))
            .or(() -> Optional.ofNullable(System.getenv("KLEROTERION_DATA_DIRECTORY")))
            .orElse("data"));
  }
}
