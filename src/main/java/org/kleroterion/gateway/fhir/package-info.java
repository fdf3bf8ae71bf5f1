/** The HL7 FHIR R4 interface: studies, subjects, audit events and screening questionnaires. */
@NullMarked
package org.kleroterion.gateway.fhir;

import org.jspecify.annotations.NullMarked;
