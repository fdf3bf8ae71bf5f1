package org.kleroterion.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A secret in the settings: its value, or the file that holds it. */
public final class SecretSetting {
  private SecretSetting() {}

  /**
   * Reads the secret. Exactly one of {@code value} and {@code file} must be set, and the file must
   * be readable; otherwise a fault is added and the result is empty.
   *
   * @param setting the prefix of both settings, such as {@code kleroterion.redcap.projects[0]}
   * @param name the secret's setting; the setting of its file is this name with {@code -file}
   */
  public static Optional<String> read(
      String setting,
      String name,
      Optional<String> value,
      Optional<Path> file,
      List<String> faults) {
    if (value.isPresent() == file.isPresent()) {
      faults.add(setting + ": set either " + name + "-file or " + name);
      return Optional.empty();
    }
    if (value.isPresent()) {
      return value;
    }
    Path path = file.orElseThrow();
    try {
      return Optional.of(Files.readString(path).stripTrailing());
    } catch (IOException e) {
      faults.add(setting + "." + name + "-file names " + path + ", which cannot be read: " + e);
      return Optional.empty();
    }
  }
}
