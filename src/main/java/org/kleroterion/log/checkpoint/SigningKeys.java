package org.kleroterion.log.checkpoint;

import org.kleroterion.log.note.SigningKey;

/** The source of the logs' signing keys. */
public interface SigningKeys {
  /** The key of the log with this origin. Always the same key for the same origin. */
  SigningKey ofLog(String origin);
}
