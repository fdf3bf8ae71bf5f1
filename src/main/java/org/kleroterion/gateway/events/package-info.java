/**
 * Tells other systems what happens: CloudEvents 1.0 over HTTP, signed as Standard Webhooks says,
 * out of the queue of deliveries.
 */
@NullMarked
package org.kleroterion.gateway.events;

import org.jspecify.annotations.NullMarked;
