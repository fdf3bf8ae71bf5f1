/** The trial endpoints: public definition, status, sites, key reveal and log restart. */
@NullMarked
package org.kleroterion.trial.conduct;

import org.jspecify.annotations.NullMarked;
