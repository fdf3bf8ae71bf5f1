/** REDCap: accepts its Data Entry Trigger, and reads and writes records through its API. */
@NullMarked
package org.kleroterion.gateway.redcap;

import org.jspecify.annotations.NullMarked;
