/** What an operator can set, and what must be set before the service may start. */
@NullMarked
package org.kleroterion.settings;

import org.jspecify.annotations.NullMarked;
