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
  // The resource and the tests live in different class loaders; only JDK types pass between them.
  private static final String STOP = "test.database.stop";
  private static final String START = "test.database.start";

  private Server server;

  static void stopServer() {
    ((Runnable) System.getProperties().get(STOP)).run();
  }

  static void startServer() {
    ((Runnable) System.getProperties().get(START)).run();
  }

  @Override
  public Map<String, String> start() {
    try {
      Path directory = Files.createTempDirectory("kleroterion-remote");
      server = serve(directory, 0);
      int port = server.getPort();
      System.getProperties().put(STOP, (Runnable) () -> server.stop());
      System.getProperties().put(START, (Runnable) () -> server = serve(directory, port));
      return Map.of(
          "kleroterion.database.url",
          "jdbc:h2:tcp://127.0.0.1:"
              + port
              + "/remote;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=1000;DB_CLOSE_DELAY=-1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Server serve(Path directory, int port) {
    try {
      return Server.createTcpServer(
              "-tcpPort", Integer.toString(port), "-ifNotExists", "-baseDir", directory.toString())
          .start();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    server.stop();
  }
}
