package org.kleroterion.settings;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Gives {@code kleroterion.database.password} the content of the file that {@code
 * kleroterion.database.password-file} names, and the same for the owner. As a source of settings,
 * because Quarkus's own settings of the database refer to the passwords.
 */
public final class PasswordFiles implements ConfigSourceFactory {
  static final List<String> PASSWORDS =
      List.of("kleroterion.database.password", "kleroterion.database.owner-password");

  /** Above application.properties (250), whose password is empty, and below the environment. */
  private static final int ORDINAL = 260;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Map<String, String> passwords = new HashMap<>();
    for (String name : PASSWORDS) {
      String file = context.getValue(name + "-file").getValue();
      if (file != null && !file.isBlank()) {
        try {
          passwords.put(name, read(Path.of(file)));
        } catch (IOException unreadable) {
          // There is no plain message this early: the check at the start reads the file again.
        }
      }
    }
    return List.of(new PropertiesConfigSource(passwords, "files with passwords", ORDINAL));
  }

  /** Without the line end that editors and {@code openssl rand} leave. */
  static String read(Path file) throws IOException {
    return Files.readString(file).stripTrailing();
  }
}
