/** The formats of requests and answers: strict JSON in; JSON, NDJSON and CSV pages out. */
@NullMarked
package org.kleroterion.wire;

import org.jspecify.annotations.NullMarked;
