package org.kleroterion.trial.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.problem.InvalidRequest;

/** What a form builder reads in the schema is what the service accepts. */
@Tag("R18")
@DisplayNameGeneration(ReplaceUnderscores.class)
class ScreeningSchemaTest {

  static Stream<Protocol> protocols() {
    return Stream.of(
        Protocols.wlrt(), Protocols.threeArms(), Protocols.oneStratum(), DictionaryTest.missing());
  }

  private static JsonSchema schema(Protocol protocol) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(ScreeningSchema.of(protocol));
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void the_schema_is_one_of_draft_2020_12(Protocol protocol) throws Exception {
    JsonSchema metaSchema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    JsonNode schema = Screenings.json(ScreeningSchema.of(protocol).toString());
    assertThat(metaSchema.validate(schema)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void it_admits_exactly_the_screenings_that_are_read_seed_20261123(Protocol protocol)
      throws Exception {
    JsonSchema schema = schema(protocol);
    RandomScreenings random = new RandomScreenings(protocol.dictionary(), 20261123);
    int read = 0;
    for (int i = 0; i < 3_000; i++) {
      // Through text, as a request comes.
      JsonNode screening = Screenings.json(random.any().toString());
      boolean accepted = accepted(protocol, screening);
      assertThat(schema.validate(screening).isEmpty()).as(screening.toString()).isEqualTo(accepted);
      read += accepted ? 1 : 0;
    }
    // Enough of both kinds that the equivalence says something.
    assertThat(read).isBetween(600, 2_400);
  }

  @Test
  void what_a_schema_cannot_say_is_the_digits_of_a_number() throws Exception {
    Protocol protocol = Protocols.wlrt();
    for (String number : new String[] {"3.1415926535897932", "1e-301"}) {
      JsonNode screening = Screenings.json("{\"largest_metastasis_cm\":" + number + "}");
      assertThat(schema(protocol).validate(screening)).isEmpty();
      assertThat(accepted(protocol, screening)).isFalse();
    }
  }

  private static boolean accepted(Protocol protocol, JsonNode screening) {
    try {
      protocol.dictionary().read(screening, "");
      return true;
    } catch (InvalidRequest refused) {
      return false;
    }
  }

  @Test
  void a_property_tells_what_a_form_needs() {
    ObjectNode schema = ScreeningSchema.of(Protocols.wlrt());
    assertThat(schema.path("title").textValue())
        .isEqualTo("Screening for wlrt-obc, protocol version 1");
    assertThat(schema.has("required")).isFalse();
    assertThat(schema.path("properties").path("age").toString())
        .isEqualTo(
            "{\"title\":\"Age\",\"description\":\"In years\",\"type\":\"integer\","
                + "\"minimum\":0,\"maximum\":130}");
    assertThat(schema.path("properties").path("sex").toString())
        .isEqualTo(
            "{\"title\":\"Sex\",\"type\":\"string\",\"oneOf\":["
                + "{\"const\":\"female\",\"title\":\"Female\"},"
                + "{\"const\":\"male\",\"title\":\"Male\"}]}");
    assertThat(
            ScreeningSchema.of(DictionaryTest.missing())
                .path("properties")
                .path("count")
                .toString())
        .isEqualTo(
            "{\"title\":\"C\",\"not\":{\"enum\":[-99,3]},\"type\":\"integer\","
                + "\"minimum\":0,\"maximum\":9}");
  }
}
