/**
 * The Merkle tree of a log, RFC 6962 §2.1 with SHA-256. Pure Java: no I/O, no clock, no container.
 */
@NullMarked
package org.kleroterion.log.tree;

import org.jspecify.annotations.NullMarked;
