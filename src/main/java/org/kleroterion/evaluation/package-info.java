/**
 * A service to try out, with secrets of its own making, and the command that feeds it screening
 * records. Nothing here is reached but by the commands of the jar.
 */
@NullMarked
package org.kleroterion.evaluation;

import org.jspecify.annotations.NullMarked;
