/** Assesses the screenings of subjects and records the verdicts. */
@NullMarked
package org.kleroterion.eligibility;

import org.jspecify.annotations.NullMarked;
