/** The interface for external randomization of OpenClinica 3 and LibreClinica. */
@NullMarked
package org.kleroterion.gateway.openclinica;

import org.jspecify.annotations.NullMarked;
