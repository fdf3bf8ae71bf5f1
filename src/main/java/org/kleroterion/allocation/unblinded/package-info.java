/** The schedule and the balance, which only a statistician may see. */
@NullMarked
package org.kleroterion.allocation.unblinded;

import org.jspecify.annotations.NullMarked;
