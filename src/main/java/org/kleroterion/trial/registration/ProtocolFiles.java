package org.kleroterion.trial.registration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

/**
 * Reads the protocol that ships with the service and the protocols in the operator's directory. All
 * faults of all files are reported together.
 */
final class ProtocolFiles {
  private static final String SHIPPED = "protocols/wlrt-obc.yaml";

  private final ProtocolReader reader = new ProtocolReader();
  private final TreeMap<String, Protocol> protocols = new TreeMap<>();
  private final TreeMap<String, String> fileOf = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * Reads all protocols.
   *
   * @param directory the operator's directory, the setting {@code kleroterion.protocols}
   * @return ordered by trial, one protocol for each trial
   * @throws StartRefused with all faults of all files
   */
  static List<Protocol> read(Optional<Path> directory) {
    ProtocolFiles files = new ProtocolFiles();
    files.readShipped();
    directory.ifPresent(files::readDirectory);
    if (!files.faults.isEmpty()) {
      throw new StartRefused(files.faults);
    }
    return List.copyOf(files.protocols.values());
  }

  private void readShipped() {
    try (@Nullable InputStream stream =
        ProtocolFiles.class.getClassLoader().getResourceAsStream(SHIPPED)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + SHIPPED);
      }
      add(SHIPPED, stream.readAllBytes());
    } catch (IOException e) {
      faults.add(SHIPPED + ": cannot be read: " + e);
    }
  }

  private void readDirectory(Path directory) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.{yaml,yml}")) {
      stream.forEach(paths::add);
    } catch (IOException e) {
      faults.add("kleroterion.protocols names " + directory + ", which cannot be read: " + e);
    }
    paths.stream().sorted().forEach(this::readFile);
  }

  private void readFile(Path path) {
    try {
      add(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      faults.add(path + ": cannot be read: " + e);
    }
  }

  private void add(String file, byte[] bytes) {
    try {
      Protocol protocol = reader.read(file, bytes);
      @Nullable String other = fileOf.putIfAbsent(protocol.trial(), file);
      if (other == null) {
        protocols.put(protocol.trial(), protocol);
      } else if (other.equals(SHIPPED)) {
        // A file in the directory replaces the shipped protocol: this is how it is amended.
        protocols.put(protocol.trial(), protocol);
        fileOf.put(protocol.trial(), file);
      } else {
        faults.add(file + ": the trial " + protocol.trial() + " is also defined in " + other);
      }
    } catch (ProtocolRefused e) {
      e.faults().forEach(fault -> faults.add(fault.toString()));
    }
  }
}
