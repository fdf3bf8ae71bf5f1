package org.kleroterion.storage;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.h2.tools.Server;

/** A database server that a test can stop and start under the running service. */
public class RemoteDatabase implements QuarkusTestResourceLifecycleManager {
  // The resource and the tests live in different class loaders: a text is all that passes between
  // them.
  private static final String PORT = "test.database.port";
  private static final String DIRECTORY = "test.database.directory";
  private static final String PASSWORD = "stop";

  static void stopServer() {
    try {
      Server.shutdownTcpServer(
          "tcp://127.0.0.1:" + System.getProperty(PORT), PASSWORD, true, false);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void startServer() {
    serve(System.getProperty(DIRECTORY), System.getProperty(PORT));
  }

  @Override
  public Map<String, String> start() {
    // H2 listens on every interface otherwise.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    try {
      Path directory = Files.createTempDirectory("kleroterion-remote");
      Server server = serve(directory.toString(), "0");
      System.setProperty(DIRECTORY, directory.toString());
      System.setProperty(PORT, Integer.toString(server.getPort()));
      return Map.of(
          "kleroterion.database.url",
          "jdbc:h2:tcp://127.0.0.1:"
              + server.getPort()
              + "/remote;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=1000");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
