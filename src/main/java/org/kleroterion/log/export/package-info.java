/** The log as an export file and as C2SP tiles. */
@NullMarked
package org.kleroterion.log.export;

import org.jspecify.annotations.NullMarked;
