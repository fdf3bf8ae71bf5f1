package org.kleroterion.log.note;

/** The text is not a signed note, checkpoint or key, or the required key has not signed it. */
public final class NoteRefused extends IllegalArgumentException {
  NoteRefused(String why) {
    super(why);
  }
}
