package org.kleroterion;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Java's archive of the packaged service's classes (class data sharing): with it a start takes half
 * as long. The first test process of a build that starts the service makes it.
 */
final class ClassArchive {
  private final Path jar;
  private final Path directory;
  private final Path archive;

  private ClassArchive(Path jar) {
    this.jar = jar;
    Path application = jar.getParent();
    directory = application.resolveSibling(application.getFileName() + "-archive");
    archive = directory.resolve("classes.jsa");
  }

  /** The options with which a Java uses it. */
  static synchronized List<String> options(Path jar) throws IOException, InterruptedException {
    ClassArchive made = new ClassArchive(jar);
    Files.createDirectories(made.directory);
    // Tests run in more than one process.
    try (FileChannel channel =
            FileChannel.open(
                made.directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!made.isNewerThanJar()) {
        made.make();
      }
    }
    return List.of("-XX:SharedArchiveFile=" + made.archive);
  }

  private boolean isNewerThanJar() throws IOException {
    return Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  private void make() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("kleroterion-archive");
    RunningService.start(
            data,
            directory.resolve("start.log"),
            Duration.ofSeconds(90),
            Map.of(),
            List.of(
                RunningService.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:ArchiveClassesAtExit=" + archive,
                "-jar",
                jar.toString(),
                "evaluate"))
        .close(Duration.ofSeconds(60));
    if (!isNewerThanJar()) {
      throw new IllegalStateException("Java made no class archive: see " + directory);
    }
  }
}
