package org.kleroterion;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Tests of the service alone, in one process, which starts the application once. */
@Suite
@SelectPackages("org.kleroterion")
@IncludeEngines("junit-jupiter")
@ExcludeClassNamePatterns(OtherSystemsSuite.CLASSES)
class PlainSuite {}
