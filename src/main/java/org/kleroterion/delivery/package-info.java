/**
 * A queue of deliveries to other systems, stored in the database (a transactional outbox).
 *
 * <p>A delivery is queued in the transaction of the event that it reports. Any replica sends it: at
 * least once, and in order within a lane. It is deleted once the other system accepts it. A
 * delivery that is rejected too often becomes dead, and a manager replays or discards it.
 */
@NullMarked
package org.kleroterion.delivery;

import org.jspecify.annotations.NullMarked;
