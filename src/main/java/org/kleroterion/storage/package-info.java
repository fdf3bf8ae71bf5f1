/** The database, as every package uses it: transactions, queries, migration, failures. */
@NullMarked
package org.kleroterion.storage;

import org.jspecify.annotations.NullMarked;
