package org.kleroterion.allocation;

/**
 * How many subjects of a site were allocated to an arm in a stratum, as randomized.
 *
 * @param randomizedInError how many of them should not have been; they keep their slots
 */
record Tally(String stratum, String site, String arm, long allocated, long randomizedInError) {}
