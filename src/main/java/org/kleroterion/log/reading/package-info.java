/** The log over HTTP: entries, proofs, verification. */
@NullMarked
package org.kleroterion.log.reading;

import org.jspecify.annotations.NullMarked;
