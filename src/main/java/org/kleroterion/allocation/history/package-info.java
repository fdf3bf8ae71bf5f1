/** Allocations for the gateways. */
@NullMarked
package org.kleroterion.allocation.history;

import org.jspecify.annotations.NullMarked;
