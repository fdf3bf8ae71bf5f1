package org.kleroterion.log;

import org.kleroterion.log.note.SigningKey;

/** Where the logs' keys come from. */
public interface SigningKeys {
  /** The key of the log with this origin, always the same. */
  SigningKey ofLog(String origin);
}
