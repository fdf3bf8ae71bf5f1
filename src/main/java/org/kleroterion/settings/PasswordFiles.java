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
 * A source of settings that reads {@code kleroterion.database.password} from the file that {@code
 * kleroterion.database.password-file} names, and the owner's password likewise. It is a source of
 * settings because Quarkus's own settings for the database refer to these passwords.
 */
public final class PasswordFiles implements ConfigSourceFactory {
  static final List<String> PASSWORDS =
      List.of("kleroterion.database.password", "kleroterion.database.owner-password");

  /** Higher than application.properties (250), lower than environment variables (300). */
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
          // An exception here would be unreadable. StartCheck reads the file again and reports it.
        }
      }
    }
    return List.of(new PropertiesConfigSource(passwords, "files with passwords", ORDINAL));
  }

  /** The file's text without the trailing line end that editors and {@code openssl rand} add. */
  static String read(Path file) throws IOException {
    return Files.readString(file).stripTrailing();
  }
}
