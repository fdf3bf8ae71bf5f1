/** The append-only log of a trial: one entry for everything that happens in it. */
@NullMarked
package org.kleroterion.log;

import org.jspecify.annotations.NullMarked;
