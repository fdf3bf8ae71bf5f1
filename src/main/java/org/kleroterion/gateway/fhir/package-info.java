/** What hospital IT asks in HL7 FHIR R4: studies, subjects, audit events, and screening by form. */
@NullMarked
package org.kleroterion.gateway.fhir;

import org.jspecify.annotations.NullMarked;
