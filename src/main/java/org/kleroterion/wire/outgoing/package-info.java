/** Calls to other systems, with limits for time and size because those systems are not trusted. */
@NullMarked
package org.kleroterion.wire.outgoing;

import org.jspecify.annotations.NullMarked;
