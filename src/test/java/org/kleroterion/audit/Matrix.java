package org.kleroterion.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kleroterion.Whole;

/**
 * Runs the verifier on one altered export after another, and keeps those that it let pass. Outside
 * the profile {@code whole}, on one of every eight.
 */
final class Matrix {
  private static final int EVERY = 8;

  private final List<String> options;
  private final Path zip;
  private final List<String> survivors = new ArrayList<>();
  private int mutants;
  private int judged;

  /**
   * @param options for the verifier, besides the export
   */
  Matrix(List<String> options) {
    this.options = options;
    try {
      zip = Files.createTempFile("mutant", ".zip");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What became of the mutants.
   *
   * @param mutants how many were tried
   * @param survivors those that were not refused, or not for the reason for which they should be
   */
  record Outcome(int mutants, List<String> survivors) {}

  /**
   * @param name what was altered, for a survivor's epitaph
   * @param why a part of the report on it
   */
  void mutant(String name, Map<String, byte[]> files, String why) {
    if (!Whole.takes(EVERY, mutants++)) {
      return;
    }
    judged++;
    Forge.zip(files, zip);
    Verifier.Verdict verdict = verdict();
    if (!verdict.refuses(why)) {
      survivors.add(name + " [" + why + "]: " + verdict.wrong());
    }
  }

  void mutant(String name, Map<String, byte[]> files) {
    mutant(name, files, "");
  }

  private Verifier.Verdict verdict() {
    List<String> arguments = new ArrayList<>(options);
    arguments.add(zip.toString());
    return Verifier.run(arguments);
  }

  Outcome outcome() {
    try {
      Files.delete(zip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Outcome(judged, survivors);
  }
}
