package org.kleroterion.log;

/**
 * Which log, and where it lies among all that the trial ever logged; never changes.
 *
 * @param number 1, and one more after every restart
 * @param origin its name in checkpoints
 * @param first the position of its entry 0
 */
record LogId(String trial, int number, String origin, long first) {}
