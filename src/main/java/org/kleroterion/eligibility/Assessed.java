package org.kleroterion.eligibility;

/**
 * The answer to a screening.
 *
 * @param recordedNow false if the same screening was the subject's latest already
 */
public record Assessed(AssessmentView assessment, boolean recordedNow) {}
