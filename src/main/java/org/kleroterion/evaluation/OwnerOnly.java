package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Creates files and directories that only their owner can open, also while they are created. */
final class OwnerOnly {
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = permissions("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE = permissions("rw-------");

  private OwnerOnly() {}

  /**
   * Creates the directory and its missing parents, and checks the permissions of the directory.
   *
   * @throws EvaluationRefused if other users may enter it, or the file system has no POSIX
   *     permissions
   */
  static void makeDirectory(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      throw new EvaluationRefused(
          "evaluation mode stores secrets under "
              + directory
              + ", but this file system cannot protect them from other users: it has no POSIX"
              + " permissions");
    }
    Files.createDirectories(directory, DIRECTORY);
    requireOwnerOnly(directory, "700");
  }

  /**
   * Reads the whole file.
   *
   * @throws EvaluationRefused if other users may read it
   */
  static String read(Path file) throws IOException {
    requireOwnerOnly(file, "600");
    return Files.readString(file, UTF_8);
  }

  /** Replaces the file atomically: after a crash it has either the old or the new content. */
  static void write(Path file, String content) throws IOException {
    Path unfinished = Files.createTempFile(file.getParent(), ".", ".unfinished", FILE);
    try {
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.write(UTF_8.encode(content));
        // Without this, the file could be empty after a power failure.
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Opens a file to lock; creates it if it is missing. */
  static FileChannel lockFile(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE);
  }

  private static void requireOwnerOnly(Path path, String mode) throws IOException {
    Set<PosixFilePermission> actual = Files.getPosixFilePermissions(path);
    Set<PosixFilePermission> others = EnumSet.copyOf(PosixFilePermissions.fromString("---rwxrwx"));
    others.retainAll(actual);
    if (!others.isEmpty()) {
      throw new EvaluationRefused(
          path
              + " is open to others ("
              + PosixFilePermissions.toString(actual)
              + "). It contains secrets. Find out who has had access, then run: chmod "
              + mode
              + " '"
              + path
              + "'");
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
