package org.kleroterion.allocation;

/**
 * The number of subjects at a site who were allocated to an arm in a stratum, as randomized.
 *
 * @param randomizedInError how many of them have the correction RANDOMIZED_IN_ERROR
 */
public record Tally(
    String stratum, String site, String arm, long allocated, long randomizedInError) {}
