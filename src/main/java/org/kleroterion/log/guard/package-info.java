/** Compares a log with what was signed, and stops a trial whose log differs. */
@NullMarked
package org.kleroterion.log.guard;

import org.jspecify.annotations.NullMarked;
