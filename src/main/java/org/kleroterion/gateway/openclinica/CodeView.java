package org.kleroterion.gateway.openclinica;

/**
 * What an EDC reads as the code of an allocation. The trial's mapping file chooses: the arm, the
 * arm's label or the allocation's number.
 */
record CodeView(String code) {}
