/** Stored checkpoints, cosignatures and timestamps, the anchor file, and the logs' signing keys. */
@NullMarked
package org.kleroterion.log.checkpoint;

import org.jspecify.annotations.NullMarked;
