/** The operator's settings, and the checks of them before the service starts. */
@NullMarked
package org.kleroterion.settings;

import org.jspecify.annotations.NullMarked;
