/** The trials: registering their protocols, their status and sites. */
@NullMarked
package org.kleroterion.trial;

import org.jspecify.annotations.NullMarked;
