/** The service itself: where it starts. */
@NullMarked
package org.kleroterion;

import org.jspecify.annotations.NullMarked;
