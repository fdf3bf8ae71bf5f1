package org.kleroterion;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * Tests of the service with gateways, witnesses or endpoints. They run beside {@link PlainSuite}.
 */
@Suite
@SelectPackages("org.kleroterion")
@IncludeEngines("junit-jupiter")
@IncludeClassNamePatterns(OtherSystemsSuite.CLASSES)
class OtherSystemsSuite {
  /** By name: Quarkus prepares the application for every class that a suite loads. */
  static final String CLASSES =
      "org\\.kleroterion\\..*\\.(AnchorTest|DatabaseDownTest|EventsTest|FaultTest|FhirTest|LogGuardTest"
          + "|OdmTest|OpenClinicaTest|PublisherTest|QuestionnaireTest|RedcapTest|RequestGateTest)";
}
