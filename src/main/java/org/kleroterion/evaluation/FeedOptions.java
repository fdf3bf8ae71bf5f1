package org.kleroterion.evaluation;

import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the feeder was told.
 *
 * @param file the screening records, one JSON object a line
 * @param url the service, without a path
 */
record FeedOptions(Path file, URI url, String trial, Path tokenFile) {
  static final String HELP =
      """
      Assesses every screening record of a file, and randomizes the subjects that are eligible.

        feed [options] FILE

      FILE has one JSON object a line: {"subject": "...", "site": "...", "screening": {...}}

        --url URL           the service (default %s)
        --trial TRIAL       the trial's code (default wlrt-obc)
        --token-file FILE   the bearer token of an enroller (default %s)
        --help              this text

      Running it again changes nothing: every subject keeps the arm it has.
      """;

  /**
   * Reads the command line.
   *
   * @param defaultUrl where the service is, unless an argument says it
   * @throws IllegalArgumentException with a sentence for the user, if they make no sense
   */
  static FeedOptions parse(List<String> arguments, String defaultUrl, Path defaultTokenFile) {
    Optional<Path> file = Optional.empty();
    String url = defaultUrl;
    String trial = "wlrt-obc";
    Path tokenFile = defaultTokenFile;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--url" -> url = valueOf(argument, rest);
        case "--trial" -> trial = valueOf(argument, rest);
        case "--token-file" -> tokenFile = Path.of(valueOf(argument, rest));
        default -> {
          if (argument.startsWith("-")) {
            throw new IllegalArgumentException("there is no option " + argument);
          }
          if (file.isPresent()) {
            throw new IllegalArgumentException("one FILE at a time");
          }
          file = Optional.of(Path.of(argument));
        }
      }
    }
    return new FeedOptions(
        file.orElseThrow(() -> new IllegalArgumentException("FILE is missing")),
        service(url),
        trial,
        tokenFile);
  }

  private static String valueOf(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static URI service(String url) {
    if (!url.matches("https?://[^/?#]+/?")) {
      throw new IllegalArgumentException("--url is http://host:port, without a path; not " + url);
    }
    return URI.create(url.replaceAll("/$", ""));
  }
}
