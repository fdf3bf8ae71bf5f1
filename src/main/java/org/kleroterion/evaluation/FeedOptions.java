package org.kleroterion.evaluation;

import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The options of the command {@code feed}.
 *
 * @param file the screening records, one JSON object per line
 * @param url the address of the service, without a path
 */
record FeedOptions(Path file, URI url, String trial, Path tokenFile) {
  static final String HELP =
      """
      Assesses every screening record of a file, and allocates the subjects that are eligible.

        feed [options] FILE

      FILE has one JSON object per line: {"subject": "...", "site": "...", "screening": {...}}

        --url URL           the address of the service (default %s)
        --trial TRIAL       the trial's code (default wlrt-obc)
        --token-file FILE   file with the bearer token of an enroller (default %s)
        --help              print this text

      To run the command again changes nothing: every subject has the same arm as before.
      """;

  /**
   * Reads the command line.
   *
   * @param defaultUrl the address of the service, unless an argument names another
   * @param defaultTokenFile the token file, unless an argument names another
   * @throws IllegalArgumentException if the arguments are wrong, with a message for the user
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
            throw new IllegalArgumentException("unknown option " + argument);
          }
          if (file.isPresent()) {
            throw new IllegalArgumentException("only one FILE is allowed");
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
      throw new IllegalArgumentException(
          "--url must be http://host:port, without a path, but is " + url);
    }
    return URI.create(url.replaceAll("/$", ""));
  }
}
