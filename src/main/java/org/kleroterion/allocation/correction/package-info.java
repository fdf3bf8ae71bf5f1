/** Corrections of allocations. */
@NullMarked
package org.kleroterion.allocation.correction;

import org.jspecify.annotations.NullMarked;
