package org.kleroterion.trial;

import java.util.List;

/**
 * Event: a protocol version is being registered. Observers insert the rows that they need for each
 * stratum, in the same transaction.
 *
 * @param strata the names of all strata of this version
 */
public record StrataDefined(String trial, List<String> strata) {}
