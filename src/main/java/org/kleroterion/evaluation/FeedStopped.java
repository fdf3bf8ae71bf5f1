package org.kleroterion.evaluation;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The command {@code feed} cannot continue. The message says why and what to do. */
final class FeedStopped extends Exception {
  FeedStopped(String message) {
    super(message);
  }

  static String reason(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }
}
