package org.kleroterion.gateway.odm;

/** The OIDs by which parts of a document refer to each other. */
final class Oids {
  static final String SCREENING_EVENT = "SE.SCREENING";
  static final String RANDOMIZATION_EVENT = "SE.RANDOMIZATION";
  static final String SCREENING = "FO.SCREENING";
  static final String RANDOMIZATION = "FO.RANDOMIZATION";

  static final String ASSESSMENT = "IG.ASSESSMENT";
  static final String ASSESSMENT_ID = "IT.ASSESSMENT.ID";
  static final String ASSESSMENT_TIME = "IT.ASSESSMENT.TIME";
  static final String ASSESSMENT_REQUESTED_BY = "IT.ASSESSMENT.REQUESTED_BY";
  static final String VERDICT = "IT.ASSESSMENT.VERDICT";
  static final String ASSESSMENT_STRATUM = "IT.ASSESSMENT.STRATUM";
  static final String VALUES = "IG.VALUES";
  static final String CRITERIA = "IG.CRITERIA";

  static final String ALLOCATION = "IG.ALLOCATION";
  static final String NUMBER = "IT.ALLOCATION.NUMBER";
  static final String ALLOCATION_TIME = "IT.ALLOCATION.TIME";
  static final String ARM = "IT.ALLOCATION.ARM";
  static final String ALLOCATION_STRATUM = "IT.ALLOCATION.STRATUM";
  static final String EMERGENCY_LIST = "IT.ALLOCATION.EMERGENCY_LIST";
  static final String RESTS_ON = "IT.ALLOCATION.ASSESSMENT";
  static final String ALLOCATION_REQUESTED_BY = "IT.ALLOCATION.REQUESTED_BY";

  static final String CORRECTION = "IG.CORRECTION";
  static final String KIND = "IT.CORRECTION.KIND";
  static final String CORRECTION_TIME = "IT.CORRECTION.TIME";
  static final String REASON = "IT.CORRECTION.REASON";
  static final String CORRECTION_STRATUM = "IT.CORRECTION.STRATUM";
  static final String CORRECTION_SCREENING = "IT.CORRECTION.SCREENING";

  static final String VERDICTS = "CL.VERDICT";
  static final String OUTCOMES = "CL.OUTCOME";
  static final String ARMS = "CL.ARM";
  static final String STRATA = "CL.STRATUM";
  static final String KINDS = "CL.CORRECTION";

  private Oids() {}

  static String version(int version) {
    return "MDV." + version;
  }

  static String value(String variable) {
    return "IT.VALUE." + variable;
  }

  static String criterion(String id) {
    return "IT.CRITERION." + id;
  }

  static String codes(String variable) {
    return "CL.VALUE." + variable;
  }

  static String unit(String unit) {
    return "MU." + unit;
  }

  static String site(String code) {
    return "SITE." + code;
  }

  static String user(String sub) {
    return "USER." + sub;
  }

  /** The short name of an item or code list: its OID without the prefix of its kind. */
  static String name(String oid) {
    return oid.substring(oid.indexOf('.') + 1);
  }
}
