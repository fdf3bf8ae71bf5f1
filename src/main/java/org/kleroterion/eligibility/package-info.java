/** Screening in, assessment out. */
@NullMarked
package org.kleroterion.eligibility;

import org.jspecify.annotations.NullMarked;
