/** Who is calling: roles, trials and sites out of the bearer token. */
@NullMarked
package org.kleroterion.access;

import org.jspecify.annotations.NullMarked;
