/** What every request must satisfy before it reaches a resource. */
@NullMarked
package org.kleroterion.wire.incoming;

import org.jspecify.annotations.NullMarked;
