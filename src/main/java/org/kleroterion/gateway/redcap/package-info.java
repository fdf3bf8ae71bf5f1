/** What REDCap's Data Entry Trigger tells, and REDCap's API is told in turn. */
@NullMarked
package org.kleroterion.gateway.redcap;

import org.jspecify.annotations.NullMarked;
