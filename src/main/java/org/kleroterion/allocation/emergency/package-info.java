/** Emergency lists, and the allocations made from them. */
@NullMarked
package org.kleroterion.allocation.emergency;

import org.jspecify.annotations.NullMarked;
