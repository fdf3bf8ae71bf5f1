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

/** Files and directories that their owner alone can open, from their first moment on. */
final class OwnerOnly {
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = permissions("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE = permissions("rw-------");

  private OwnerOnly() {}

  /**
   * Makes the directory and what is missing above it, or checks the one that is there.
   *
   * @throws EvaluationRefused if others may enter it, or the file system cannot tell
   */
  static void makeDirectory(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      throw new EvaluationRefused(
          "evaluation mode keeps secrets under "
              + directory
              + ", and this file system cannot keep them to their owner (it has no POSIX"
              + " permissions)");
    }
    Files.createDirectories(directory, DIRECTORY);
    requireOwnerOnly(directory, "700");
  }

  /**
   * Reads the whole file.
   *
   * @throws EvaluationRefused if others may read it
   */
  static String read(Path file) throws IOException {
    requireOwnerOnly(file, "600");
    return Files.readString(file, UTF_8);
  }

  /** Writes the whole file or, whatever happens, nothing of it. */
  static void write(Path file, String content) throws IOException {
    Path unfinished = Files.createTempFile(file.getParent(), ".", ".unfinished", FILE);
    try {
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.write(UTF_8.encode(content));
        // Without it a power cut could leave the name with an empty file behind it.
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Opens an empty file to lock. */
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
              + "). It holds secrets: see who has had access, then run: chmod "
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
