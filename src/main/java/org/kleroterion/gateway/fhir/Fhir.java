package org.kleroterion.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;

/** Reads and writes FHIR resources as JSON. Reading is strict. */
public final class Fhir {
  public static final String JSON = "application/fhir+json";
  public static final String PATH = "/fhir/R4";

  /** The setting without which the gateway has no endpoints. */
  public static final String SETTING = "kleroterion.public-url";

  private static final JsonFactory PLAIN = new JsonFactory();

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

  /** The same JSON in lines, for people. */
  static String pretty(String json) {
    StringWriter pretty = new StringWriter();
    try (JsonParser parser = PLAIN.createParser(json);
        JsonGenerator generator = PLAIN.createGenerator(pretty).useDefaultPrettyPrinter()) {
      while (parser.nextToken() != null) {
        generator.copyCurrentEventExact(parser);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pretty.toString();
  }

  private static IParser parser() {
    return Lazy.CONTEXT.newJsonParser().setParserErrorHandler(new StrictErrorHandler());
  }
}
