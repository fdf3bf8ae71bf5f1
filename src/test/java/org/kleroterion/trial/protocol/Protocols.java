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

  /**
   * The text of the trial that ships, with the codes -99 and 999 for a missing life expectancy. 999
   * is within the bounds, so that only the code can be the reason for a refusal.
   */
  public static String withMissingCodes(String wlrt) {
    String bounds = "    maximum: 600\n  - {name: adequate_organ_function";
    if (!wlrt.contains(bounds)) {
      throw new IllegalArgumentException("The text is not that of the trial that ships");
    }
    return wlrt.replace(
        bounds, bounds.replace("maximum: 600\n", "maximum: 1000\n    missing: [-99, 999]\n"));
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
