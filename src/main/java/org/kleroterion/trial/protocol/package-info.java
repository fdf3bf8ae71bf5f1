/**
 * The protocol as data: a YAML file in, a checked and compiled {@link
 * org.kleroterion.trial.protocol.Protocol} out, or every fault of the file with how to mend it.
 */
@NullMarked
package org.kleroterion.trial.protocol;

import org.jspecify.annotations.NullMarked;
