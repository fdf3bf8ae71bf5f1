/** Signs checkpoints, makes receipts and proofs, and publishes checkpoints to witnesses. */
@NullMarked
package org.kleroterion.log.signing;

import org.jspecify.annotations.NullMarked;
