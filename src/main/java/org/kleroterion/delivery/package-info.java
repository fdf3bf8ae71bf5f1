/**
 * What the service has to bring to other systems, kept in the database until they took it: put
 * there in the transaction of what it is about, brought by any replica, at least once, in order
 * within a lane, and kept as dead for a person to look at if it is refused for good.
 */
@NullMarked
package org.kleroterion.delivery;

import org.jspecify.annotations.NullMarked;
