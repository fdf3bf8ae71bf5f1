/** How everything travels: strict JSON in; JSON, NDJSON and CSV pages out. */
@NullMarked
package org.kleroterion.wire;

import org.jspecify.annotations.NullMarked;
