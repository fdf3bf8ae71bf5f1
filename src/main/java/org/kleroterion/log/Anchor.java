package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteRefused;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.Settings;

/**
 * Keeps the last signed checkpoint of each log in a file outside the database, on disk before
 * anybody is given it: a database that was set back cannot set this back too.
 */
@ApplicationScoped
class Anchor {
  private static final Logger LOG = Logger.getLogger(Anchor.class);

  private final Optional<Path> directory;
  private final Map<String, Long> kept = new HashMap<>();

  Anchor(Settings settings) {
    this.directory = settings.log().anchorDirectory();
  }

  /**
   * Keeps it, unless a larger one is kept already. Requests that come together share one write.
   *
   * @throws AnchorUnwritable if it cannot; then the checkpoint must not be given out
   */
  synchronized void keep(LogId log, long size, Note checkpoint) {
    if (directory.isEmpty()) {
      return;
    }
    Path file = file(directory.get(), log);
    try {
      @Nullable Long before = kept.get(log.origin());
      // The first time since the start: the file may hold a larger one than is asked for now.
      if (size > (before == null ? sizeIn(file) : before)) {
        write(file, checkpoint.format());
        kept.put(log.origin(), size);
      }
    } catch (IOException e) {
      throw new AnchorUnwritable(e);
    }
  }

  private static long sizeIn(Path file) throws IOException {
    try {
      return Checkpoint.parse(Note.parse(Files.readAllBytes(file)).text()).size();
    } catch (NoSuchFileException | NoteRefused none) {
      return -1;
    }
  }

  /**
   * The note in the log's file; empty if there is none.
   *
   * @throws IOException if it cannot be read
   */
  Optional<byte[]> read(LogId log) throws IOException {
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file(directory.get(), log)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Path file(Path directory, LogId log) {
    return directory.resolve(
        log.trial() + (log.number() == 1 ? "" : "-" + log.number()) + ".checkpoint");
  }

  // Renamed over the old one once it is on disk: a crash leaves the old one or the new one.
  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The file outside the database cannot be written. */
  static final class AnchorUnwritable extends Refusal {
    AnchorUnwritable(IOException why) {
      super(
          ProblemType.SERVICE_UNAVAILABLE,
          "What was acknowledged stands, and so does what this request did; ask again in a moment for"
              + " the answer with its receipt.");
      LOG.errorf("The last checkpoint cannot be kept in kleroterion.log.anchor-directory: %s", why);
    }
  }
}
