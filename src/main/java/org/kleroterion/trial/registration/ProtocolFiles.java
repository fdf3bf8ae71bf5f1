package org.kleroterion.trial.registration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

/**
 * The protocol that ships with the service and the protocols in the operator's directory. A faulty
 * file concerns its own trial only.
 */
final class ProtocolFiles {
  private static final Logger LOG = Logger.getLogger(ProtocolFiles.class);

  /** Stands for the trial of a file that does not say which trial it defines. No code is so. */
  static final String UNKNOWN = "(unknown)";

  private static final String SHIPPED = "protocols/wlrt-obc.yaml";

  /** The trial's code in a file that may be faulty anywhere else. */
  private static final Pattern TRIAL =
      Pattern.compile(
          "(?m)^trial:[ \\t]*[\"']?([A-Za-z0-9][A-Za-z0-9._-]{0,63})[\"']?[ \\t\\r]*(#|$)");

  private final ProtocolReader reader = new ProtocolReader();
  private final TreeMap<String, Protocol> protocols = new TreeMap<>();
  private final TreeMap<String, String> fileOf = new TreeMap<>();
  private final TreeMap<String, List<String>> faults = new TreeMap<>();

  private ProtocolFiles() {}

  /**
   * Reads all files.
   *
   * @param shipped whether to read the shipped protocol, the setting {@code
   *     kleroterion.shipped-trial}
   * @param directory the operator's directory, the setting {@code kleroterion.protocols}
   * @throws StartRefused if the directory cannot be read, which is a wrong setting
   */
  static ProtocolFiles read(boolean shipped, Optional<Path> directory) {
    ProtocolFiles files = new ProtocolFiles();
    if (shipped) {
      files.readShipped();
    }
    directory.ifPresent(files::readDirectory);
    // The registered version stays in force, and a new trial must not begin with a version that the
    // operator has meant to replace.
    files.protocols.keySet().removeAll(files.faults.keySet());
    if (files.faults.containsKey(UNKNOWN)) {
      files.protocols.values().removeIf(one -> SHIPPED.equals(files.fileOf.get(one.trial())));
    }
    return files;
  }

  /** The sound protocols, one for each trial, ordered by trial. */
  List<Protocol> protocols() {
    return List.copyOf(protocols.values());
  }

  /** The faults of the other files, by trial. No trial is in both. */
  Map<String, List<String>> faults() {
    return faults;
  }

  private void readShipped() {
    try (@Nullable InputStream stream =
        ProtocolFiles.class.getClassLoader().getResourceAsStream(SHIPPED)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + SHIPPED);
      }
      add(SHIPPED, stream.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(SHIPPED + " cannot be read from the jar", e);
    }
  }

  private void readDirectory(Path directory) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.{yaml,yml}")) {
      stream.forEach(paths::add);
    } catch (IOException e) {
      throw new StartRefused(
          List.of("kleroterion.protocols names " + directory + ", which cannot be read: " + e));
    }
    paths.stream().sorted().forEach(this::readFile);
  }

  private void readFile(Path path) {
    try {
      add(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      fault(UNKNOWN, path + ": cannot be read: " + e);
    }
  }

  private void add(String file, byte[] bytes) {
    try {
      Protocol protocol = reader.read(file, bytes, LOG::warn);
      @Nullable String other = fileOf.put(protocol.trial(), file);
      // A file in the directory replaces the shipped protocol: this is how it is amended.
      if (other != null && !other.equals(SHIPPED)) {
        fault(
            protocol.trial(),
            file
                + ": the trial "
                + protocol.trial()
                + " is also defined in "
                + other
                + ". Remove one of the two files");
      }
      protocols.put(protocol.trial(), protocol);
    } catch (ProtocolRefused e) {
      String trial = trial(bytes);
      e.faults().forEach(fault -> fault(trial, fault.toString()));
    }
  }

  private void fault(String trial, String fault) {
    faults.computeIfAbsent(trial, code -> new ArrayList<>()).add(fault);
  }

  private static String trial(byte[] bytes) {
    Matcher line = TRIAL.matcher(new String(bytes, StandardCharsets.UTF_8));
    return line.find() ? line.group(1) : UNKNOWN;
  }
}
