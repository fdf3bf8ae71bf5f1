package org.kleroterion.log.note;

import org.kleroterion.log.tree.Hash;

/**
 * The size and the root of a log: the body of a C2SP {@code tlog-checkpoint}.
 *
 * @param origin the log's name
 * @param size the number of its leaves
 * @param root the root of its tree
 */
public record Checkpoint(String origin, long size, Hash root) {
  /** Extension lines are rejected, because this service's logs have none. */
  private static final int LINES = 3;

  /**
   * @param text the text of a note; verify the note first
   * @throws NoteRefused if the text is not a checkpoint
   */
  public static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != LINES + 1 || !lines[LINES].isEmpty() || lines[0].isEmpty()) {
      throw new NoteRefused("A checkpoint has three lines: origin, size and root");
    }
    if (!lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new NoteRefused("This is not a size: " + lines[1]);
    }
    try {
      return new Checkpoint(lines[0], Long.parseLong(lines[1]), Hash.ofBase64(lines[2]));
    } catch (IllegalArgumentException e) {
      throw new NoteRefused("This is not a root: " + lines[2]);
    }
  }

  /** The note's text. */
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }
}
