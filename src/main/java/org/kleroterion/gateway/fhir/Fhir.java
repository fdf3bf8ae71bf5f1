package org.kleroterion.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;

/** Reads and writes FHIR resources as JSON. Reading is strict. */
public final class Fhir {
  public static final String JSON = "application/fhir+json";
  public static final String PATH = "/fhir/R4";

  private Fhir() {}

  /** Created at the first use, because it takes time and memory that only FHIR clients need. */
  private static final class Lazy {
    static final FhirContext CONTEXT = FhirContext.forR4();
  }

  public static String write(Resource resource) {
    return parser().encodeResourceToString(resource);
  }

  /**
   * Parses a resource.
   *
   * @throws DataFormatException if an element is unknown or has the wrong type
   */
  public static IBaseResource read(String json) {
    return parser().parseResource(json);
  }

  private static IParser parser() {
    return Lazy.CONTEXT.newJsonParser().setParserErrorHandler(new StrictErrorHandler());
  }
}
