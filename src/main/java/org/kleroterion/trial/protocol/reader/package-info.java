/** Reads and checks protocol files, and compiles their rules. */
@NullMarked
package org.kleroterion.trial.protocol.reader;

import org.jspecify.annotations.NullMarked;
