/** What OpenClinica 3 and LibreClinica ask of an external randomization service. */
@NullMarked
package org.kleroterion.gateway.openclinica;

import org.jspecify.annotations.NullMarked;
