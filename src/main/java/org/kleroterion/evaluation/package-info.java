/**
 * Evaluation mode: a service to try out, which generates its own secrets, and the command that
 * sends screening records to it. Only the commands of the jar use this package.
 */
@NullMarked
package org.kleroterion.evaluation;

import org.jspecify.annotations.NullMarked;
