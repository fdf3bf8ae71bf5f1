/** The export of a trial as CDISC ODM 1.3.2, for EDCs and archives. */
@NullMarked
package org.kleroterion.gateway.odm;

import org.jspecify.annotations.NullMarked;
