package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command {@code feed}: sends a file of screening records to the API, in the file's order, and
 * prints the results as a table.
 */
public final class Feed {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * @param out gets the table
   * @param err gets the progress and the errors
   * @param terminal whether err is a terminal
   */
  public Feed(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /**
   * Runs the command.
   *
   * @param arguments see {@code --help}
   * @param dataDirectory the data directory of evaluation mode. The tokens and the service's
   *     address are read from it, unless the arguments name others
   * @return the exit code: 0 if every record got a verdict and every eligible subject an arm, 1 if
   *     not, 2 if the arguments are wrong
   */
  public int run(List<String> arguments, Path dataDirectory) throws InterruptedException {
    Path defaultTokenFile = Evaluation.tokenFile(dataDirectory, "enroller");
    String defaultUrl = Evaluation.address(dataDirectory);
    String help = FeedOptions.HELP.formatted(defaultUrl, defaultTokenFile);
    if (arguments.contains("--help")) {
      out.print(help);
      return 0;
    }
    try {
      return feed(FeedOptions.parse(arguments, defaultUrl, defaultTokenFile));
    } catch (IllegalArgumentException e) {
      err.println("feed: " + e.getMessage());
      err.print(help);
      return 2;
    } catch (FeedStopped e) {
      err.println("feed: " + e.getMessage());
      return 1;
    }
  }

  private int feed(FeedOptions options) throws FeedStopped, InterruptedException {
    List<FeedRecord> records = FeedRecord.readAll(options.file());
    FeedClient client = new FeedClient(options, token(options.tokenFile()));
    Progress progress = new Progress(err, terminal, records.size());
    List<FeedResult> results = new ArrayList<>();
    try {
      for (FeedRecord item : records) {
        results.add(client.send(item));
        progress.step();
      }
    } finally {
      progress.end();
      // Also after an error: the allocations made so far are recorded.
      if (!results.isEmpty()) {
        new FeedTable(results).print(out);
      }
    }
    return report(results.stream().filter(FeedResult::unexpected).count());
  }

  private int report(long unexpected) {
    if (unexpected == 0) {
      return 0;
    }
    err.println(
        "feed: "
            + unexpected
            + " of the records failed. See the column REASON in the lines above.");
    return 1;
  }

  private static String token(Path file) throws FeedStopped {
    try {
      return Files.readString(file, UTF_8).strip();
    } catch (IOException e) {
      throw new FeedStopped(
          "cannot read the token file "
              + file
              + ": "
              + FeedStopped.reason(e)
              + ". Start the service once with src/evaluation/start, which creates the file, or"
              + " name another file with --token-file.");
    }
  }
}
