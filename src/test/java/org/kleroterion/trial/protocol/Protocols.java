package org.kleroterion.trial.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.kleroterion.trial.protocol.file.Fault;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

/** The protocols that tests work with. */
public final class Protocols {
  private Protocols() {}

  /** The trial that ships with the service. */
  public static Protocol wlrt() {
    return read("wlrt-obc.yaml", bytes("wlrt-obc.yaml"));
  }

  /** Three arms 1:1:3, six strata, a target of 60, assessments valid for 14 days. */
  public static Protocol threeArms() {
    return read("three-arms.yaml", bytes("three-arms.yaml"));
  }

  /** Two arms, no factors. */
  public static Protocol oneStratum() {
    return read("one-stratum.yaml", bytes("one-stratum.yaml"));
  }

  /** The exact bytes of a protocol file on the class path. */
  public static byte[] bytes(String fileName) {
    try (InputStream file = Protocols.class.getResourceAsStream("/protocols/" + fileName)) {
      return Objects.requireNonNull(file, fileName).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Protocol read(String text) {
    return read("test.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  public static Protocol read(String fileName, byte[] bytes) {
    return new ProtocolReader().read(fileName, bytes);
  }

  /** What is wrong with the text; empty if nothing. */
  public static List<Fault> faults(String text) {
    return faults(text.getBytes(StandardCharsets.UTF_8));
  }

  public static List<Fault> faults(byte[] bytes) {
    try {
      read("test.yaml", bytes);
      return List.of();
    } catch (ProtocolRefused refused) {
      return refused.faults();
    }
  }
}
