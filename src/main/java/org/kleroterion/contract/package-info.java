/**
 * Adds to {@code openapi.yaml} what cannot be derived from the code's types: refusals, examples and
 * the screening of the trial that ships.
 */
@NullMarked
package org.kleroterion.contract;

import org.jspecify.annotations.NullMarked;
