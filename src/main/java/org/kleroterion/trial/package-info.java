/** Trials: their protocols, status, sites, keys and log entries. */
@NullMarked
package org.kleroterion.trial;

import org.jspecify.annotations.NullMarked;
