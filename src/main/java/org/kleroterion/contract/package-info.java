/**
 * What {@code openapi.yaml} says beyond the code's own types: refusals, examples, the shipped
 * trial's screening.
 */
@NullMarked
package org.kleroterion.contract;

import org.jspecify.annotations.NullMarked;
