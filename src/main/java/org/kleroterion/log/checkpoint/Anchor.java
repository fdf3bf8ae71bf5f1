package org.kleroterion.log.checkpoint;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteRefused;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.problem.Unavailable;
import org.kleroterion.settings.Settings;

/**
 * Stores the last signed checkpoint of each log in a file outside the database. The file is on disk
 * before the checkpoint is given out: if an old backup of the database is restored, the file shows
 * that entries are missing.
 */
@ApplicationScoped
public class Anchor {
  /** The share of the volume above which it counts as full. */
  private static final double FULL = 0.8;

  private static final String PROBE = "writable";

  private final Optional<Path> directory;
  private final TrialTroubles troubles;
  private final Map<String, Long> storedSizes = new HashMap<>();
  private boolean unwritable;

  public Anchor(Settings settings, TrialTroubles troubles) {
    this.directory = settings.log().anchorDirectory();
    this.troubles = troubles;
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
        troubles.end(log.trial(), Kind.ANCHOR_UNWRITABLE);
      }
    } catch (IOException e) {
      troubles.begin(log.trial(), Kind.ANCHOR_UNWRITABLE, "its checkpoint cannot be stored: " + e);
      throw new AnchorUnwritable(e);
    }
  }

  /**
   * Tests whether the directory can be written and has room, before a checkpoint must be stored.
   * Both troubles concern every trial.
   */
  public synchronized void probe(Collection<String> trials) {
    directory.ifPresent(path -> probe(path.toAbsolutePath(), trials));
  }

  private void probe(Path path, Collection<String> trials) {
    try {
      write(path.resolve(PROBE), "This file shows that the directory can be written.\n");
      // What stopped one trial alone ends when its own checkpoint is stored.
      if (unwritable) {
        troubles.end(trials, Kind.ANCHOR_UNWRITABLE);
      }
      unwritable = false;
      if (used(path) >= FULL) {
        // No figure: each new one would be a new line in the output.
        troubles.begin(
            trials, Kind.ANCHOR_FULL, "the volume of " + path + " is at least 80 % full");
      } else {
        troubles.end(trials, Kind.ANCHOR_FULL);
      }
    } catch (IOException e) {
      unwritable = true;
      troubles.begin(trials, Kind.ANCHOR_UNWRITABLE, path + " cannot be written: " + e);
    }
  }

  /** The used share of the volume, 0 to 1. */
  double used(Path path) throws IOException {
    FileStore volume = Files.getFileStore(path);
    return 1 - (double) volume.getUsableSpace() / volume.getTotalSpace();
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
  public static final class AnchorUnwritable extends Unavailable {
    AnchorUnwritable(IOException why) {
      super(
          "The receipt cannot be issued now. Nothing that was recorded is lost, including anything"
              + " that this request recorded. Send the same request again in a moment.",
          "Cannot store the last checkpoint in kleroterion.log.anchor-directory: " + why);
    }
  }
}
