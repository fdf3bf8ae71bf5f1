/**
 * Problems (RFC 9457). One enum defines type, title and status; every refusal of the service
 * carries one of its constants.
 */
@NullMarked
package org.kleroterion.problem;

import org.jspecify.annotations.NullMarked;
