package org.kleroterion.gateway.fhir;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SmokeTest {
  @Test
  void smoke() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial.allocate("S-1", trial.assessed("S-1", Screenings.eligible())).statusCode(201);
    trial.assess("S_2", Screenings.eligible().with("ecog", 3)).statusCode(201);
    trial.allocate("S_2", trial.assessed("S_2", Screenings.eligible().with("ecog", 3)));
    String t = trial.code();
    String id =
        TrialUnderTest.as(Tokens.auditor())
            .get("/fhir/R4/ResearchSubject?study=" + t)
            .path("entry[0].resource.id");
    for (String a :
        List.of(
            "application/fhir+xml",
            "application/xml",
            "application/json",
            "application/fhir+json;fhirVersion=4.0",
            "application/fhir+json;fhirVersion=5.0",
            "text/html")) {
      var r = TrialUnderTest.as(Tokens.auditor()).accept(a).get("/fhir/R4/ResearchStudy/" + t);
      System.out.println(
          "=== "
              + a
              + " "
              + r.statusCode()
              + " "
              + r.contentType()
              + " "
              + r.asString().substring(0, 80));
    }
    for (var r :
        List.of(
            TrialUnderTest.as(Tokens.auditor()).delete("/fhir/R4/ResearchStudy/" + t),
            TrialUnderTest.as(Tokens.auditor()).post("/fhir/R4/ResearchStudy"),
            TrialUnderTest.as(Tokens.auditor())
                .contentType("application/fhir+json")
                .body("{}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+xml")
                .body("{}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body("{}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body("")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body("{\"a\":1,\"a\":2}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body("{\"a\":\"" + "x".repeat(70000) + "\"}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body(
                    "{\"resourceType\":\"QuestionnaireResponse\",\"item\":[{\"linkId\":\"ecog\",\"answer\":[{\"valueDecimal\":1e999999999}]}]}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body(
                    "{\"resourceType\":\"QuestionnaireResponse\",\"item\":[{\"linkId\":\"ecog\",\"answer\":[{\"valueInteger\":\"1\"}]}]}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body(
                    "{\"resourceType\":\"QuestionnaireResponse\",\"item\":[{\"linkId\":\"ecog\",\"answer\":[{\"valueInteger\":1.5}]}]}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as(Tokens.enroller())
                .contentType("application/fhir+json")
                .body(
                    "{\"resourceType\":\"QuestionnaireResponse\",\"item\":[{\"linkId\":\"ecog\",\"answer\":[{\"valueBoolean\":\"true\"}]}]}")
                .post("/fhir/R4/Questionnaire/" + t + "/$evaluate"),
            TrialUnderTest.as("bad").get("/fhir/R4/ResearchStudy"),
            TrialUnderTest.as("bad").get("/fhir/R4/metadata"),
            io.restassured.RestAssured.given().get("/fhir/R4/ResearchStudy"))) {
      System.out.println(
          "=== "
              + r.statusCode()
              + " "
              + r.contentType()
              + " "
              + r.asString().substring(0, Math.min(900, r.asString().length())));
    }
  }
}
