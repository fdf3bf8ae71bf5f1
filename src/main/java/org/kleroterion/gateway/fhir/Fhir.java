package org.kleroterion.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;

/** Reads and writes resources, in JSON and strictly. */
final class Fhir {
  static final String JSON = "application/fhir+json";
  static final String PATH = "/fhir/R4";

  private Fhir() {}

  /** Made at the first use: who speaks no FHIR pays nothing for it. */
  private static final class Lazy {
    static final FhirContext CONTEXT = FhirContext.forR4();
  }

  static String write(Resource resource) {
    return parser().encodeResourceToString(resource);
  }

  /**
   * @throws DataFormatException if anything in it is unknown, or not of the type that it should be
   */
  static IBaseResource read(String json) {
    return parser().parseResource(json);
  }

  private static IParser parser() {
    return Lazy.CONTEXT.newJsonParser().setParserErrorHandler(new StrictErrorHandler());
  }
}
