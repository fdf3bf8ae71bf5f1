package org.kleroterion.trial.protocol;

/**
 * One thing that is wrong in a protocol file.
 *
 * @param line in the file, from 1
 * @param path the member, {@code factors[1].levels[0].rule}; empty for the file as a whole
 * @param what is wrong, a sentence
 * @param remedy how to mend it, a sentence
 */
public record Fault(String file, int line, String path, String what, String remedy) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + what + " " + remedy;
  }
}
