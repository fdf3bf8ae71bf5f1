/** Calls to other systems, which are not trusted to be quick, brief or polite. */
@NullMarked
package org.kleroterion.wire.outgoing;

import org.jspecify.annotations.NullMarked;
