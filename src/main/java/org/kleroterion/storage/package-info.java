/**
 * The database as all rooms use it: transactions, conditions, and what is said when it does not
 * answer.
 */
@NullMarked
package org.kleroterion.storage;

import org.jspecify.annotations.NullMarked;
