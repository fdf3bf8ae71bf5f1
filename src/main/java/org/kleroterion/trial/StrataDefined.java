package org.kleroterion.trial;

import java.util.List;

/**
 * A protocol with these strata is being registered; who keeps something for each stratum makes it
 * now.
 */
public record StrataDefined(String trial, List<String> strata) {}
