package org.kleroterion.evaluation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

/** The command {@code check FILE...}: reads protocol files and prints their faults and warnings. */
public final class CheckCommand {
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param out gets warnings, and a line for each file without faults
   * @param err gets faults, and the usage if no file is named
   */
  public CheckCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command.
   *
   * @return the exit code: 0, 1 if a file has faults or cannot be read, or 2 if no file is named
   */
  public int run(List<String> files) {
    if (files.isEmpty() || files.stream().anyMatch(file -> file.startsWith("-"))) {
      err.println("usage: check FILE...");
      return 2;
    }
    return files.stream().filter(file -> !isSound(file)).count() == 0 ? 0 : 1;
  }

  private boolean isSound(String file) {
    try {
      Protocol protocol =
          new ProtocolReader()
              .read(
                  file,
                  Files.readAllBytes(Path.of(file)),
                  warning -> out.println("warning: " + warning));
      out.println(
          file
              + ": no faults. Trial "
              + protocol.trial()
              + ", version "
              + protocol.version()
              + ", SHA-256 "
              + protocol.sha256());
      return true;
    } catch (ProtocolRefused e) {
      e.faults().forEach(fault -> err.println("fault: " + fault));
    } catch (IOException e) {
      err.println(file + ": cannot be read: " + e);
    }
    return false;
  }
}
