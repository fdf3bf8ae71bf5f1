/**
 * Asks others to attest to a log's checkpoints: witnesses, C2SP {@code tlog-witness}, and
 * timestamping authorities, RFC 3161. What comes back is checked before it is believed. No
 * container, no database: the clients are constructed by hand.
 */
@NullMarked
package org.kleroterion.log.witness;

import org.jspecify.annotations.NullMarked;
