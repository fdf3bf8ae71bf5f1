/** Reads YAML files, with the line of every value, and collects all faults of a file. */
@NullMarked
package org.kleroterion.trial.protocol.file;

import org.jspecify.annotations.NullMarked;
