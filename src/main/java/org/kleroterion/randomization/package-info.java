/**
 * The algorithm {@code kleroterion/1}: an arm is a pure function of a secret key, the trial, its
 * scheme, the stratum and the slot's ordinal. Pure Java, without I/O, clock or random numbers.
 */
@NullMarked
package org.kleroterion.randomization;

import org.jspecify.annotations.NullMarked;
