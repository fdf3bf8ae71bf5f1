/** Entries of a trial's log and its head, as they are stored. */
@NullMarked
package org.kleroterion.log.entry;

import org.jspecify.annotations.NullMarked;
