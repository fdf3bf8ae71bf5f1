/** The screening form of a trial as a FHIR questionnaire, and the operation that assesses it. */
@NullMarked
package org.kleroterion.gateway.fhir.questionnaire;

import org.jspecify.annotations.NullMarked;
