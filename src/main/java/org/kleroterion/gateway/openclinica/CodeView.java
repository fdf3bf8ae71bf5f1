package org.kleroterion.gateway.openclinica;

/** The EDC's code for an allocation: the arm, its label or the allocation's number. */
record CodeView(String code) {}
