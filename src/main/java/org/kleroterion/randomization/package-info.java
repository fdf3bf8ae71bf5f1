/**
 * The draw, {@code kleroterion/1}: an arm is a pure function of a secret key, the trial, the
 * stratum and the position. Pure Java: no I/O, no clock, no randomness of its own.
 */
@NullMarked
package org.kleroterion.randomization;

import org.jspecify.annotations.NullMarked;
