/**
 * RFC 9457 problems: one enum owns type, title and status; every refusal of the service carries one
 * of them.
 */
@NullMarked
package org.kleroterion.problem;

import org.jspecify.annotations.NullMarked;
