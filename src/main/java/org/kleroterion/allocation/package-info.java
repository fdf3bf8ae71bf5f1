/** The transaction that gives a subject an arm, and its allocation. */
@NullMarked
package org.kleroterion.allocation;

import org.jspecify.annotations.NullMarked;
