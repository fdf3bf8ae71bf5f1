package org.kleroterion.log.note;

import org.kleroterion.log.tree.Hash;

/**
 * How large a log is and what is in it: the body of a C2SP {@code tlog-checkpoint}.
 *
 * @param origin the log's name
 * @param size how many leaves it has
 * @param root of their tree
 */
public record Checkpoint(String origin, long size, Hash root) {
  /** Extension lines are refused: this service's logs have none. */
  private static final int LINES = 3;

  /**
   * @param text of a note, verified before
   * @throws NoteRefused if it is no checkpoint
   */
  public static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != LINES + 1 || !lines[LINES].isEmpty() || lines[0].isEmpty()) {
      throw new NoteRefused("A checkpoint has three lines: origin, size and root");
    }
    if (!lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new NoteRefused("This is no size: " + lines[1]);
    }
    try {
      return new Checkpoint(lines[0], Long.parseLong(lines[1]), Hash.ofBase64(lines[2]));
    } catch (IllegalArgumentException e) {
      throw new NoteRefused("This is no root: " + lines[2]);
    }
  }

  /** The note's text. */
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }
}
