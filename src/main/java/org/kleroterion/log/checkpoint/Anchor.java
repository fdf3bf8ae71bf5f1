package org.kleroterion.log.checkpoint;

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
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteRefused;
import org.kleroterion.problem.Unavailable;
import org.kleroterion.settings.Settings;

/**
 * Stores the last signed checkpoint of each log in a file outside the database. The file is on disk
 * before the checkpoint is given out: if an old backup of the database is restored, the file shows
 * that entries are missing.
 */
@ApplicationScoped
public class Anchor {
  private final Optional<Path> directory;
  private final Map<String, Long> storedSizes = new HashMap<>();

  public Anchor(Settings settings) {
    this.directory = settings.log().anchorDirectory();
  }

  /**
   * Stores the checkpoint, unless the file already holds one of the same or a larger size. Does
   * nothing if no anchor directory is set.
   *
   * @throws AnchorUnwritable if the file cannot be read or written; the checkpoint must not be
   *     given out then
   */
  public synchronized void store(LogId log, long size, Note checkpoint) {
    if (directory.isEmpty()) {
      return;
    }
    Path file = file(directory.get(), log);
    try {
      @Nullable Long storedSize = storedSizes.get(log.origin());
      // First call since the start: the file may already hold a larger checkpoint.
      if (size > (storedSize == null ? sizeIn(file) : storedSize)) {
        write(file, checkpoint.format());
        storedSizes.put(log.origin(), size);
      }
    } catch (IOException e) {
      throw new AnchorUnwritable(e);
    }
  }

  private static long sizeIn(Path file) throws IOException {
    try {
      return Checkpoint.parse(Note.parse(Files.readAllBytes(file)).text()).size();
    } catch (NoSuchFileException | NoteRefused noCheckpoint) {
      return -1;
    }
  }

  /**
   * The content of the log's file, not verified; empty if there is no file or no anchor directory.
   *
   * @throws IOException if the file cannot be read
   */
  public Optional<byte[]> read(LogId log) throws IOException {
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

  // Rename only after the new file is on disk: a crash then leaves the old file or the new one.
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

  /** The anchor file cannot be read or written. */
  static final class AnchorUnwritable extends Unavailable {
    AnchorUnwritable(IOException why) {
      super(
          "The receipt cannot be issued now. Nothing that was recorded is lost, including anything"
              + " that this request recorded. Send the same request again in a moment.",
          "Cannot store the last checkpoint in kleroterion.log.anchor-directory: " + why);
    }
  }
}
