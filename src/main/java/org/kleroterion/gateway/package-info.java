/** Shared by several gateways: mapping files, and screenings built from other systems' answers. */
@NullMarked
package org.kleroterion.gateway;

import org.jspecify.annotations.NullMarked;
