/** The entry point of the service. */
@NullMarked
package org.kleroterion;

import org.jspecify.annotations.NullMarked;
