package org.kleroterion.gateway.openclinica;

/** What a subject's arm is called in the EDC. */
record CodeView(String code) {}
