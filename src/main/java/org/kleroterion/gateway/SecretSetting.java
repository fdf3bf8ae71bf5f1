package org.kleroterion.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A secret that an operator sets, or the file that holds it. */
public final class SecretSetting {
  private SecretSetting() {}

  /**
   * Empty, with a fault, unless there is exactly one of the two and it can be read.
   *
   * @param setting the prefix of both, {@code kleroterion.redcap.projects[0]}
   * @param name of the secret; its file's name has {@code -file} behind it
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
