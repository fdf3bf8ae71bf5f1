/** The caller: roles, trials and sites from the bearer token. */
@NullMarked
package org.kleroterion.access;

import org.jspecify.annotations.NullMarked;
