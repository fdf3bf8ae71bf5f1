/**
 * The protocol as data. A YAML file is read into a checked and compiled {@link
 * org.kleroterion.trial.protocol.Protocol}, or all faults of the file are reported, each with how
 * to correct it.
 */
@NullMarked
package org.kleroterion.trial.protocol;

import org.jspecify.annotations.NullMarked;
