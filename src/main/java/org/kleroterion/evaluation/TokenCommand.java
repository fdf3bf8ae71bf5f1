package org.kleroterion.evaluation;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.kleroterion.access.Role;

/** The command {@code token ROLE [--site SITE]... [--trial TRIAL]...}: prints only a token. */
public final class TokenCommand {
  private static final String USAGE = "usage: token ROLE [--site SITE]... [--trial TRIAL]...";

  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param out gets the token
   * @param err gets the usage if the arguments are wrong
   */
  public TokenCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command.
   *
   * @return the exit code: 0, or 2 if the arguments are wrong
   * @throws EvaluationRefused if evaluation was never started with this data directory, or the role
   *     does not exist
   */
  public int run(List<String> arguments, Path dataDirectory) {
    List<String> roles = new ArrayList<>();
    List<String> sites = new ArrayList<>();
    List<String> trials = new ArrayList<>();
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      if (!argument.startsWith("-")) {
        roles.add(argument);
      } else if (argument.equals("--site") && rest.hasNext()) {
        sites.add(rest.next());
      } else if (argument.equals("--trial") && rest.hasNext()) {
        trials.add(rest.next());
      } else {
        return printUsage();
      }
    }
    if (roles.size() != 1) {
      return printUsage();
    }
    Evaluation evaluation = Evaluation.open(dataDirectory);
    out.println(evaluation.token(roles.get(0), orEverywhere(trials), orEverywhere(sites)));
    return 0;
  }

  private int printUsage() {
    err.println(USAGE);
    err.println("ROLE is one of " + Role.GROUPS);
    return 2;
  }

  private static List<String> orEverywhere(List<String> limits) {
    return limits.isEmpty() ? Evaluation.EVERYWHERE : limits;
  }
}
