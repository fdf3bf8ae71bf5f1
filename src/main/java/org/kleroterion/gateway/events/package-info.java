/**
 * Reports what happens in trials to other systems: CloudEvents 1.0 over HTTP, signed as in Standard
 * Webhooks. The events are sent from the queue of deliveries.
 */
@NullMarked
package org.kleroterion.gateway.events;

import org.jspecify.annotations.NullMarked;
