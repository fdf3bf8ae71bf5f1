/** The one transaction that gives a subject an arm. */
@NullMarked
package org.kleroterion.allocation;

import org.jspecify.annotations.NullMarked;
