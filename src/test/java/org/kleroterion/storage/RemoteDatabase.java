package org.kleroterion.storage;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.h2.tools.Server;
import org.kleroterion.database.TestDatabase;

/** A database server that a test can stop and start under the running service. */
public class RemoteDatabase implements QuarkusTestResourceLifecycleManager {
  // The resource and the tests live in different class loaders: a text is all that passes between
  // them.
  private static final String PORT = "test.database.port";
  private static final String DIRECTORY = "test.database.directory";
  private static final String PASSWORD = "stop";

  static void stopServer() {
    try {
      if (TestDatabase.isPostgres()) {
        stopPostgres();
      } else {
        Server.shutdownTcpServer(
            "tcp://127.0.0.1:" + System.getProperty(PORT), PASSWORD, true, false);
      }
    } catch (SQLException | IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // A fast shutdown: what has begun is rolled back.
  private static void stopPostgres() throws IOException, InterruptedException {
    Path file = Path.of(System.getProperty(DIRECTORY), "postmaster.pid");
    String pid = Files.readAllLines(file).get(0);
    new ProcessBuilder("kill", "-INT", pid).inheritIO().start().waitFor();
    while (Files.exists(file)) {
      Thread.sleep(10);
    }
  }

  static void startServer() {
    try {
      if (TestDatabase.isPostgres()) {
        servePostgres(
            Path.of(System.getProperty(DIRECTORY)), Integer.parseInt(System.getProperty(PORT)));
      } else {
        serve(System.getProperty(DIRECTORY), System.getProperty(PORT));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    try {
      Path directory = Files.createTempDirectory("kleroterion-remote");
      System.setProperty(DIRECTORY, directory.toString());
      if (TestDatabase.isPostgres()) {
        EmbeddedPostgres server = servePostgres(directory, 0);
        System.setProperty(PORT, Integer.toString(server.getPort()));
        return TestDatabase.empty(server);
      }
      // H2 listens on every interface otherwise.
      System.setProperty("h2.bindAddress", "127.0.0.1");
      Server server = serve(directory.toString(), "0");
      System.setProperty(PORT, Integer.toString(server.getPort()));
      return Map.of(
          "kleroterion.database.url",
          "jdbc:h2:tcp://127.0.0.1:"
              + server.getPort()
              + "/remote;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=1000");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param port 0 for a free one
   */
  private static EmbeddedPostgres servePostgres(Path directory, int port) throws IOException {
    // The library's own lock on the directory, which it holds until this JVM ends.
    Files.deleteIfExists(directory.resolve("epg-lock"));
    return TestDatabase.programs()
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        // The library switches it off, and no commit would wait for a standby.
        .setServerConfig("synchronous_commit", "on")
        .setPort(port)
        .start();
  }

  private static Server serve(String directory, String port) {
    try {
      return Server.createTcpServer(
              "-tcpPort", port, "-tcpPassword", PASSWORD, "-ifNotExists", "-baseDir", directory)
          .start();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    stopServer();
  }
}
