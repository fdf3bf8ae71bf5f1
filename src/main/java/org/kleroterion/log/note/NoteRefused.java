package org.kleroterion.log.note;

/** A text that is no signed note, checkpoint or key, or that nobody trusted has signed. */
public final class NoteRefused extends IllegalArgumentException {
  NoteRefused(String why) {
    super(why);
  }
}
