/** What several gateways share: mapping files, and screenings out of other systems' answers. */
@NullMarked
package org.kleroterion.gateway;

import org.jspecify.annotations.NullMarked;
