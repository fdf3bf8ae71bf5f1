package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Feeds a file of screening records through the API, in the file's order, and shows what came. */
public final class Feed {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * @param out gets the table
   * @param err gets the progress and the errors
   * @param terminal whether a person watches err
   */
  public Feed(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /**
   * Runs the command.
   *
   * @param arguments as {@code --help} says
   * @param dataDirectory where evaluation keeps its tokens and its address, unless arguments name
   *     others
   * @return the exit code: 0 if every record got a verdict and every eligible one an arm, 1 if not,
   *     2 if the arguments make no sense
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
      // Also when it stopped half-way: the arms given so far stand.
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
    err.println("feed: " + unexpected + " of the records met an error; REASON says which.");
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
              + ". Start evaluation once (src/evaluation/start) to have it made, or name another with --token-file.");
    }
  }
}
