import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * Prepares PostgreSQL for the training run: puts its programs and an empty database into a
 * directory. From there it can be started without a shell. {@code initdb} needs a shell, so it runs
 * here, in an image that has one.
 *
 * <p>Usage: {@code java -cp TEST-CLASSPATH TrainingDatabase.java DIRECTORY}, not as root.
 */
final class TrainingDatabase {
  private TrainingDatabase() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    Path directory = Path.of(arguments[0]);
    Path unpacked = Files.createTempDirectory("postgresql");
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(unpacked.toFile())
                .setDataDirectory(directory.resolve("database"))
                // The image of the training run may have no other locale.
                .setLocaleConfig("locale", "C")
                .setCleanDataDirectory(false)
                .setOutputRedirector(ProcessBuilder.Redirect.INHERIT)
                .setErrorRedirector(ProcessBuilder.Redirect.INHERIT)
                .start();
        Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> user :
          Map.of("kleroterion", "training", "kleroterion_owner", "training").entrySet()) {
        statement.execute(
            "create role " + user.getKey() + " login password '" + user.getValue() + "'");
      }
      statement.execute("create database kleroterion owner kleroterion_owner");
    }
    try (var programs = Files.list(unpacked)) {
      Path found =
          programs.filter(path -> Files.exists(path.resolve("bin/postgres"))).findFirst().get();
      Files.move(found, directory.resolve("programs"));
    }
  }
}
