/**
 * The texts that carry a log's proofs: C2SP {@code signed-note} 1.0.0, {@code tlog-checkpoint}
 * 1.0.0, {@code tlog-proof@v1} and {@code tlog-cosignature}. Pure: no I/O, no clock, no container.
 */
@NullMarked
package org.kleroterion.log.note;

import org.jspecify.annotations.NullMarked;
