/** Registers the protocol files when the service starts. */
@NullMarked
package org.kleroterion.trial.registration;

import org.jspecify.annotations.NullMarked;
