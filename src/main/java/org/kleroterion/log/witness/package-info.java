/**
 * Clients of third parties that attest to a log's checkpoints: witnesses (C2SP {@code
 * tlog-witness}) and timestamping authorities (RFC 3161). Every response is verified before it is
 * used. No container, no database: the callers construct the clients.
 */
@NullMarked
package org.kleroterion.log.witness;

import org.jspecify.annotations.NullMarked;
