package org.kleroterion.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityDetailComponent;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.ResearchStudy;
import org.hl7.fhir.r4.model.ResearchSubject;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.reading.EntryView;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.problem.Problem;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.trial.protocol.Screenings;

/** Trials, subjects and logs as FHIR's clients find them. */
@QuarkusTest
@Tag("any-database")
@WithTestResource(ServiceUnderTest.class)
@TestProfile(FullService.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FhirTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject Names names;

  private static void allocate(TrialUnderTest trial, String subject) {
    trial.allocate(subject, trial.assessed(subject, Screenings.eligible())).statusCode(201);
  }

  private static ResearchSubject subject(String token, TrialUnderTest trial, String code)
      throws Exception {
    List<ResearchSubject> found =
        Fhirs.found(
            ResearchSubject.class,
            token,
            "ResearchSubject?study=" + trial.code() + "&individual=" + code);
    assertThat(found).hasSizeLessThan(2);
    return found.isEmpty() ? new ResearchSubject() : found.get(0);
  }

  @Test
  void everybody_is_told_what_there_is_and_all_of_it_is_there() throws Exception {
    String body = RestAssured.get("/fhir/R4/metadata").then().statusCode(200).extract().asString();
    CapabilityStatement statement = Validation.valid(CapabilityStatement.class, body);

    assertThat(
            statement
                .getRestFirstRep()
                .getSecurity()
                .getServiceFirstRep()
                .getCodingFirstRep()
                .getCode())
        .isEqualTo("OAuth");
    TrialUnderTest trial = TrialUnderTest.shipped();
    for (CapabilityStatementRestResourceComponent resource :
        statement.getRestFirstRep().getResource()) {
      for (var parameter : resource.getSearchParam()) {
        String required =
            switch (resource.getType()) {
              case "ResearchSubject" -> "study=" + trial.code() + "&";
              case "AuditEvent" -> "entity=ResearchStudy/" + trial.code() + "&";
              default -> "";
            };
        String value =
            switch (parameter.getName()) {
              case "date" -> "2026";
              case "status" -> resource.getType().equals("ResearchStudy") ? "active" : "eligible";
              case "subtype" -> "KEY_REVEALED";
              default -> "x";
            };
        if (!required.startsWith(parameter.getName() + "=")) {
          Fhirs.read(
              Bundle.class,
              Tokens.auditor(),
              resource.getType() + "?" + required + parameter.getName() + "=" + value);
        }
      }
    }
    OperationDefinition operation =
        Validation.valid(
            OperationDefinition.class,
            RestAssured.get("/fhir/R4/OperationDefinition/evaluate").asString());
    assertThat(operation.getAffectsState()).isTrue();
    assertThat(operation.getDescription()).contains("It records");
    assertThat(operation.getUrl())
        .isEqualTo(
            statement.getRestFirstRep().getResource().stream()
                .flatMap(resource -> resource.getOperation().stream())
                .findFirst()
                .orElseThrow()
                .getDefinition());
    Fhirs.refused(RestAssured.get("/fhir/R4/OperationDefinition/other"), 404, "not-found");
  }

  @Test
  void a_study_has_its_arms_sites_and_criteria() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();

    ResearchStudy study =
        Fhirs.read(ResearchStudy.class, Tokens.enroller(), "ResearchStudy/" + trial.code());

    assertThat(study.getTitle()).isEqualTo(trial.protocol().title());
    assertThat(study.getIdentifierFirstRep().getValue()).isEqualTo(trial.code());
    assertThat(study.getStatus().toCode()).isEqualTo("active");
    assertThat(study.getArm())
        .extracting(arm -> arm.getName() + ": " + arm.getDescription())
        .containsExactlyElementsOf(
            trial.protocol().arms().stream().map(arm -> arm.code() + ": " + arm.label()).toList());
    Group group = (Group) study.getContained().get(0);
    assertThat(group.getCharacteristic())
        .extracting(one -> one.getCode().getText() + one.getExclude())
        .containsExactlyElementsOf(
            trial.protocol().criteria().stream()
                .map(one -> one.text() + one.kind().name().equals("EXCLUSION"))
                .toList());
    assertThat(study.getContained().stream().filter(Location.class::isInstance))
        .extracting(site -> ((Location) site).getName())
        .containsExactlyInAnyOrderElementsOf(
            trial.protocol().sites().stream().map(site -> site.name()).toList());
    assertThat(study.getSite()).hasSameSizeAs(trial.protocol().sites());
  }

  @Test
  void its_status_is_the_trials() throws Exception {
    TrialUnderTest trial = TrialUnderTest.registered("protocols/one-stratum.yaml", text -> text);
    List<String> statuses = new ArrayList<>();
    for (String status : List.of("REGISTERED", "OPEN", "PAUSED", "CLOSED")) {
      if (!status.equals("REGISTERED")) {
        trial.becomes(status).statusCode(200);
      }
      statuses.add(
          Fhirs.read(ResearchStudy.class, Tokens.manager(), "ResearchStudy/" + trial.code())
              .getStatus()
              .toCode());
    }
    assertThat(statuses)
        .containsExactly(
            "approved", "active", "temporarily-closed-to-accrual", "closed-to-accrual");
    String search = "ResearchStudy?_id=" + trial.code() + "&status=";
    assertThat(Fhirs.found(ResearchStudy.class, Tokens.manager(), search + "closed-to-accrual"))
        .hasSize(1);
    assertThat(Fhirs.found(ResearchStudy.class, Tokens.manager(), search + "active")).isEmpty();
  }

  @Test
  @Tag("R21")
  void a_search_finds_the_trials_that_the_token_reaches_each_once() throws Exception {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      codes.add(TrialUnderTest.registered("protocols/one-stratum.yaml", text -> text).code());
    }
    String token = Tokens.sign(Tokens.claims("enroller").claim("trials", codes));

    List<Bundle> pages = Fhirs.pages(token, "ResearchStudy?_count=2");

    assertThat(pages).extracting(page -> page.getEntry().size()).containsExactly(2, 2, 1);
    assertThat(pages.stream().flatMap(page -> page.getEntry().stream()))
        .extracting(entry -> entry.getResource().getIdPart())
        .containsExactlyElementsOf(codes.stream().sorted().toList());
    String other = TrialUnderTest.registered("protocols/one-stratum.yaml", text -> text).code();
    Fhirs.refused(Fhirs.get(token, "ResearchStudy/" + other), 404, "not-found");
    Fhirs.refused(Fhirs.get(token, "Questionnaire/" + other), 404, "not-found");
    Fhirs.refused(Fhirs.get(token, "ResearchSubject?study=" + other), 404, "not-found");
    String identifier = "ResearchStudy?identifier=" + Fhirs.SERVICE + "/trials%7C" + codes.get(3);
    assertThat(Fhirs.found(ResearchStudy.class, token, identifier)).hasSize(1);
  }

  @Test
  void a_code_that_fhir_does_not_take_as_id_is_found_all_the_same() throws Exception {
    String code = "a_trial-with.a-code_that-is-longer-than.forty-characters";
    TrialUnderTest trial = Fhirs.awkward(code);
    trial
        .allocate("S_1", trial.assessed("S_1", Screenings.eligibleForOneStratum()))
        .statusCode(201);

    List<ResearchStudy> found =
        Fhirs.found(ResearchStudy.class, Tokens.auditor(), "ResearchStudy?identifier=" + code);
    String id = found.get(0).getIdPart();

    assertThat(id).matches("[0-9a-f]{32}");
    Fhirs.read(ResearchStudy.class, Tokens.auditor(), "ResearchStudy/" + id);
    assertThat(Fhirs.found(ResearchSubject.class, Tokens.auditor(), "ResearchSubject?study=" + id))
        .extracting(ResearchSubject::getAssignedArm)
        .hasSize(1)
        .isSubsetOf("EARLY", "LATE");
    List<AuditEvent> events =
        Fhirs.found(AuditEvent.class, Tokens.auditor(), "AuditEvent?entity=ResearchStudy/" + id);
    assertThat(events).hasSameSizeAs(trial.log());
    Fhirs.read(AuditEvent.class, Tokens.auditor(), "AuditEvent/" + events.get(3).getIdPart());
    Fhirs.read(Questionnaire.class, Tokens.enroller(), "Questionnaire/" + id);
  }

  @Test
  void a_subject_has_the_status_of_her_latest_assessment_until_she_is_allocated() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String token = Tokens.enroller();
    trial.assess("S-1", Screenings.nothing()).statusCode(201);
    ResearchSubject screened = subject(token, trial, "S-1");
    assertThat(screened.getStatus().toCode()).isEqualTo("screening");
    assertThat(screened.getPeriod().getStartElement().getValueAsString())
        .isEqualTo(JSON.readTree(trial.log().get(2)).path("time").asText());

    trial.assess("S-1", Screenings.eligible().with("ecog", 3)).statusCode(201);
    assertThat(subject(token, trial, "S-1").getStatus().toCode()).isEqualTo("ineligible");
    String assessment = trial.assessed("S-1", Screenings.eligible());
    ResearchSubject eligible = subject(token, trial, "S-1");
    assertThat(eligible.getStatus().toCode()).isEqualTo("eligible");
    assertThat(eligible.hasAssignedArm()).isFalse();

    String arm = trial.allocate("S-1", assessment).statusCode(201).extract().path("arm.code");
    ResearchSubject allocated = subject(token, trial, "S-1");
    assertThat(allocated.getStatus().toCode()).isEqualTo("on-study");
    assertThat(allocated.getAssignedArm()).isEqualTo(arm);
    assertThat(allocated.getIdPart()).isEqualTo(screened.getIdPart());
    assertThat(allocated.getIndividual().getIdentifier().getValue()).isEqualTo("S-1");
    assertThat(allocated.getPeriod().getStartElement().getValueAsString())
        .isEqualTo(JSON.readTree(trial.log().get(5)).path("time").asText());
    assertThat(allocated.getStudy().getReference()).isEqualTo("ResearchStudy/" + trial.code());
    assertThat(
            Validation.write(
                Fhirs.read(
                    ResearchSubject.class, token, "ResearchSubject/" + allocated.getIdPart())))
        .isEqualTo(Validation.write(allocated));
    // Another assessment is no subject.
    Fhirs.refused(Fhirs.get(token, "ResearchSubject/" + assessment), 404, "not-found");
    Fhirs.refused(Fhirs.get(token, "ResearchSubject/S-1"), 404, "not-found");
  }

  @Test
  void subjects_come_in_pages_each_once() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    List<String> codes = List.of("C", "a.1", "B_2", "S-1", "S-10", "S-2", "0");
    for (String code : codes) {
      trial.assess(code, Screenings.eligible()).statusCode(201);
      trial.assess(code, Screenings.nothing()).statusCode(201);
    }

    String search = "ResearchSubject?study=ResearchStudy/" + trial.code() + "&_count=3";
    List<Bundle> pages = Fhirs.pages(Tokens.edc(), search);

    assertThat(pages).extracting(page -> page.getEntry().size()).containsExactly(3, 3, 1);
    assertThat(Fhirs.found(ResearchSubject.class, Tokens.edc(), search))
        .extracting(one -> one.getIdentifierFirstRep().getValue())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(codes);
    String absolute = Fhirs.SERVICE + "/fhir/R4/ResearchStudy/";
    for (String one : List.of("individual=B_2", "individual:identifier=B_2", "identifier=B_2")) {
      String system = Fhirs.SERVICE + "/trials/" + trial.code() + "/subjects%7C";
      for (String form : List.of(one, one.replace("=", "=" + system))) {
        String found = "ResearchSubject?study=" + absolute + trial.code() + "&" + form;
        assertThat(Fhirs.found(ResearchSubject.class, Tokens.edc(), found))
            .as(form)
            .extracting(subject -> subject.getIdentifierFirstRep().getValue())
            .containsExactly("B_2");
      }
    }
    assertThat(subject(Tokens.edc(), trial, "NOBODY").getIdElement().isEmpty()).isTrue();
  }

  @Test
  @Tag("R21")
  void a_site_sees_its_own_subjects_and_their_arms_and_no_others() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    allocate(trial, "S-1");
    trial.assess(Tokens.enroller(), "S-2", "pumch", Screenings.eligible()).statusCode(201);
    // Assessed at one site, and allocated at another by somebody who reaches both.
    trial.assess("S-3", Screenings.eligible()).statusCode(201);
    trial
        .post(
            Tokens.enroller(),
            "allocations",
            Map.of("subject", "S-3", "site", "pumch", "screening", Screenings.eligible()))
        .statusCode(201);

    for (String role : List.of("enroller", "edc", "auditor")) {
      String cams = Tokens.at(role, "cams");
      assertThat(seen(cams, trial)).containsExactly("S-1 on-study true", "S-3 eligible false");
      assertThat(seen(Tokens.at(role, "pumch"), trial))
          .containsExactly("S-2 eligible false", "S-3 on-study true");
      assertThat(seen(Tokens.at(role, "harbin"), trial)).isEmpty();
      String id = subject(Tokens.of(role), trial, "S-2").getIdPart();
      Fhirs.refused(Fhirs.get(cams, "ResearchSubject/" + id), 404, "not-found");
      // The same id, whoever asks.
      assertThat(subject(cams, trial, "S-3").getIdPart())
          .isEqualTo(subject(Tokens.at(role, "pumch"), trial, "S-3").getIdPart());
    }
    for (String role : List.of("statistician", "manager")) {
      Fhirs.refused(
          Fhirs.get(Tokens.of(role), "ResearchSubject?study=" + trial.code()), 403, "forbidden");
    }
  }

  private static List<String> seen(String token, TrialUnderTest trial) throws Exception {
    return Fhirs.found(ResearchSubject.class, token, "ResearchSubject?study=" + trial.code())
        .stream()
        .map(
            one ->
                one.getIdentifierFirstRep().getValue()
                    + " "
                    + one.getStatus().toCode()
                    + " "
                    + one.hasAssignedArm())
        .toList();
  }

  @Test
  @Tag("R08")
  void every_entry_of_the_log_is_an_audit_event() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    allocate(trial, "S-1");
    trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible().with("ecog", 3)));
    trial
        .post(
            Tokens.edc(),
            "assessments",
            Map.of(
                "subject", "S-3",
                "site", "pumch",
                "screening", Screenings.eligible(),
                "requestedBy", "dr.李"))
        .statusCode(201);
    trial.get(Tokens.statistician(), "balance").statusCode(200);
    String search = "AuditEvent?entity=ResearchStudy/" + trial.code();

    List<AuditEvent> events = Fhirs.found(AuditEvent.class, Tokens.auditor(), search + "&_count=3");

    List<String> log = trial.log();
    assertThat(events).hasSameSizeAs(log);
    for (int i = 0; i < log.size(); i++) {
      AuditEvent event = events.get(i);
      var leaf = JSON.readTree(log.get(i));
      assertThat(event.getIdPart()).isEqualTo(trial.code() + ".1." + i);
      assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo(leaf.path("type").asText());
      assertThat(event.getRecordedElement().getValueAsString())
          .isEqualTo(leaf.path("time").asText());
      assertThat(event.getAgentFirstRep().getWho().getIdentifier().getValue())
          .isEqualTo(leaf.at("/actor/id").asText());
      Map<String, AuditEventEntityDetailComponent> details =
          event.getEntity().get(event.getEntity().size() - 1).getDetail().stream()
              .collect(
                  Collectors.toMap(AuditEventEntityDetailComponent::getType, detail -> detail));
      assertThat(details.get("index").getValueStringType().getValue())
          .isEqualTo(Integer.toString(i));
      assertThat(bytes(details.get("leaf"))).isEqualTo(log.get(i).getBytes(StandardCharsets.UTF_8));
      assertThat(bytes(details.get("leafHash")))
          .isEqualTo(Hash.ofLeaf(log.get(i).getBytes(StandardCharsets.UTF_8)).bytes());
    }
    AuditEvent refused = events.get(5);
    assertThat(refused.getOutcome().toCode()).isEqualTo("4");
    assertThat(refused.getOutcomeDesc()).isEqualTo("SUBJECT_NOT_ELIGIBLE");
    AuditEvent asked = events.get(6);
    assertThat(asked.getSource().getSite()).isEqualTo("pumch");
    assertThat(asked.getAgent())
        .extracting(agent -> agent.getName() + agent.getRequestor())
        .containsExactly("nullfalse", "dr.李true");
    assertThat(events.get(7).getAction().toCode()).isEqualTo("R");

    assertThat(
            Validation.write(
                Fhirs.read(AuditEvent.class, Tokens.auditor(), "AuditEvent/" + asked.getIdPart())))
        .isEqualTo(Validation.write(asked));
    Fhirs.refused(
        Fhirs.get(Tokens.auditor(), "AuditEvent/" + trial.code() + ".1.8"), 404, "not-found");
    Fhirs.refused(
        Fhirs.get(Tokens.auditor(), "AuditEvent/" + trial.code() + ".2.0"), 404, "not-found");
    Fhirs.refused(Fhirs.get(Tokens.auditor(), "AuditEvent/x"), 404, "not-found");
    filters(trial, search, events);
    sites(trial, search);
  }

  private static byte[] bytes(AuditEventEntityDetailComponent detail) {
    return ((Base64BinaryType) detail.getValue()).getValue();
  }

  private static void filters(TrialUnderTest trial, String search, List<AuditEvent> events)
      throws Exception {
    assertThat(ids(search + "&subtype=ASSESSMENT_RECORDED")).containsExactly(2, 4, 6);
    assertThat(ids(search + "&entity:identifier=S-1")).containsExactly(2, 3);
    String system = Fhirs.SERVICE + "/trials/" + trial.code() + "/subjects%7CS-2";
    assertThat(ids(search + "&entity:identifier=" + system)).containsExactly(4, 5);
    assertThat(ids(search + "&altid=statistician-1")).containsExactly(7);
    assertThat(ids(search + "&site=pumch")).containsExactly(6);
    assertThat(
            ids(
                search
                    + "&date="
                    + events.get(2).getRecordedElement().getValueAsString().substring(0, 10)))
        .contains(2, 3, 4);
    assertThat(ids(search + "&date=lt2020")).isEmpty();
    String time = events.get(3).getRecordedElement().getValueAsString();
    assertThat(ids(search + "&date=ge" + time + "&date=le" + time)).contains(3);
    assertThat(ids(search + "&date=gt" + time)).doesNotContain(0, 1, 2, 3);
    assertThat(ids(search + "&date=lt" + time)).doesNotContain(3, 4, 5, 6, 7).contains(0);
  }

  private static List<Integer> ids(String search) throws Exception {
    return Fhirs.found(AuditEvent.class, Tokens.auditor(), search).stream()
        .map(event -> Integer.parseInt(event.getIdPart().replaceAll(".*\\.", "")))
        .toList();
  }

  private static void sites(TrialUnderTest trial, String search) throws Exception {
    String cams = Tokens.at("auditor", "cams");
    assertThat(Fhirs.found(AuditEvent.class, cams, search))
        .extracting(event -> event.getSource().getSite())
        .hasSize(3)
        .containsOnly("cams");
    Fhirs.refused(Fhirs.get(cams, "AuditEvent/" + trial.code() + ".1.6"), 404, "not-found");
  }

  @Test
  void every_type_of_entry_has_a_kind_and_is_valid() throws Exception {
    assertThat(AuditMapper.KINDS).containsOnlyKeys(EntryType.values());
    for (EntryType type : EntryType.values()) {
      EntryView entry =
          new EntryView(
              7,
              1,
              Instant.EPOCH,
              type,
              "somebody",
              Optional.of("S-1"),
              Optional.of("cams"),
              "{\"data\":{\"problem\":\"TRIAL_NOT_OPEN\"}}");
      Validation.valid(
          AuditEvent.class, Validation.write(new AuditMapper(names, JSON).map("wlrt-obc", entry)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ResearchStudy?title=x",
        "ResearchStudy?status:not=active",
        "ResearchStudy?_id=",
        "ResearchStudy?_id=,",
        "ResearchStudy?_id=a,,b",
        "ResearchStudy?status=opened",
        "ResearchStudy?status=active,opened",
        "ResearchStudy?status=https://elsewhere.example%7Cactive",
        "ResearchStudy?_count=1,2",
        "ResearchStudy?_pretty=yes",
        "ResearchStudy?_summary=true",
        "ResearchStudy?_summary=text",
        "ResearchStudy?_id=a&_id=b",
        "ResearchStudy?_count=0",
        "ResearchStudy?_count=1001",
        "ResearchStudy?_count=ten",
        "ResearchStudy?after=!",
        "ResearchStudy?identifier=https://elsewhere.example%7Cx",
        "ResearchStudy?identifier=%7Cx",
        "ResearchStudy/TRIAL?_summary=true",
        "ResearchSubject",
        "ResearchSubject?individual=S-1",
        "ResearchSubject?study=Patient/1",
        "ResearchSubject?study=https://elsewhere.example/fhir/R4/ResearchStudy/TRIAL",
        "ResearchSubject?study=ResearchStudy/",
        "ResearchSubject?study=ResearchStudy/TRIAL/_history/1",
        "ResearchSubject?study=%20TRIAL",
        "ResearchSubject?study=TRIAL,TRIAL",
        "ResearchSubject?study=TRIAL&status=enrolled",
        "ResearchSubject?study=TRIAL&individual=Patient/S-1",
        "ResearchSubject?study=TRIAL&individual=https://elsewhere.example/Patient/S-1",
        "ResearchSubject?study=TRIAL&individual=Patient%7CS-1",
        "ResearchSubject?study=TRIAL&individual=S-1&identifier=S-1",
        "ResearchSubject?study=TRIAL&individual=S%00",
        "ResearchSubject?study=TRIAL&after=AAAA",
        "ResearchSubject?study=TRIAL&_include=ResearchSubject:study",
        "AuditEvent",
        "AuditEvent?entity=ResearchSubject/1",
        "AuditEvent?entity=https://elsewhere.example/fhir/R4/ResearchStudy/TRIAL",
        "AuditEvent?entity=ResearchStudy/TRIAL&subtype=KEY_REVEALED,OTHER",
        "AuditEvent?entity=ResearchStudy/TRIAL&date=2026,2027",
        "AuditEvent?entity=ResearchStudy/TRIAL&subtype=OTHER",
        "AuditEvent?entity=ResearchStudy/TRIAL&date=yesterday",
        "AuditEvent?entity=ResearchStudy/TRIAL&date=ne2026",
        "AuditEvent?entity=ResearchStudy/TRIAL&date=2026-13-01",
        "AuditEvent?entity=ResearchStudy/TRIAL&date=2026-11-23T20:43:57",
        "AuditEvent?entity=ResearchStudy/TRIAL&action=C",
        "metadata?mode=full",
      })
  void what_a_search_does_not_know_is_refused(String path) {
    TrialUnderTest trial = TrialUnderTest.shipped();

    Fhirs.refused(Fhirs.get(Tokens.auditor(), path.replace("TRIAL", trial.code())), 400, "invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ResearchStudy?_id=TRIAL,no-trial | 1",
        "ResearchStudy?identifier=no-trial,TRIAL | 1",
        "ResearchStudy?_id=TRIAL&status=active,completed | 1",
        "ResearchStudy?_id=TRIAL&status=http://hl7.org/fhir/research-study-status%7Cactive | 1",
        "ResearchStudy?_id=TRIAL&status=approved,withdrawn | 0",
        "ResearchSubject?study=TRIAL | 4",
        "ResearchSubject?study=TRIAL&individual=S-1,S-2,S-9 | 2",
        "ResearchSubject?study=TRIAL&individual:identifier=S-1,SERVICE/trials/TRIAL/subjects%7CS-3 | 2",
        "ResearchSubject?study=TRIAL&identifier=S-9,not%20a%20code | 0",
        "ResearchSubject?study=TRIAL&status=on-study | 1",
        "ResearchSubject?study=TRIAL&status=eligible | 1",
        "ResearchSubject?study=TRIAL&status=ineligible | 1",
        "ResearchSubject?study=TRIAL&status=screening | 1",
        "ResearchSubject?study=TRIAL&status=eligible,on-study | 2",
        "ResearchSubject?study=TRIAL&status=eligible,on-study,screening&_count=1 | 3",
        "ResearchSubject?study=TRIAL&status=withdrawn | 0",
        "ResearchSubject?study=TRIAL&status=http://hl7.org/fhir/research-subject-status%7Celigible | 1",
        "AuditEvent?entity=TRIAL&subtype=TRIAL_REGISTERED,STATUS_CHANGED | 2",
        "AuditEvent?entity=TRIAL&entity:identifier=S-2,S-3&_count=1 | 2",
        "AuditEvent?entity=TRIAL&site=pumch,SERVICE/trials/TRIAL/sites%7Ccams | 5",
        "AuditEvent?entity=TRIAL&altid=enroller-1,manager-1&subtype=STATUS_CHANGED | 1",
        "AuditEvent?entity=TRIAL&altid=enroller-1%5C,manager-1 | 0",
      })
  void a_search_takes_alternatives_by_get_and_by_post(String line) throws Exception {
    TrialUnderTest trial = searched();
    String[] parts =
        line.replace("TRIAL_", "\t")
            .replace("TRIAL", trial.code())
            .replace("\t", "TRIAL_")
            .replace("SERVICE", Fhirs.SERVICE)
            .split(" \\| ");
    int expected = Integer.parseInt(parts[1]);

    assertThat(Fhirs.found(Resource.class, Tokens.auditor(), parts[0])).hasSize(expected);

    String[] search = parts[0].split("\\?", 2);
    Response posted =
        TrialUnderTest.as(Tokens.auditor())
            .contentType("application/x-www-form-urlencoded")
            .body(search[1] + "&_pretty=true&_summary=false&_format=json")
            .post("/fhir/R4/" + search[0] + "/_search");
    assertThat(posted.statusCode()).as(posted.asString()).isEqualTo(200);
    Bundle page = Validation.valid(Bundle.class, posted.asString());
    // The links of the answer are those of the same search by GET.
    assertThat(Fhirs.found(Resource.class, Tokens.auditor(), page.getLink("self").getUrl()))
        .hasSize(expected);
    if (page.getLink("next") != null) {
      assertThat(Fhirs.found(Resource.class, Tokens.auditor(), page.getLink("next").getUrl()))
          .hasSize(expected - page.getEntry().size());
    }
  }

  private static TrialUnderTest searched;

  /** One for all searches: none of them changes it. */
  private static TrialUnderTest searched() {
    if (searched == null) {
      TrialUnderTest trial = TrialUnderTest.shipped();
      allocate(trial, "S-1");
      trial.assess("S-2", Screenings.eligible()).statusCode(201);
      trial.assess("S-3", Screenings.eligible().with("ecog", 3)).statusCode(201);
      trial.assess("S-4", Screenings.nothing()).statusCode(201);
      searched = trial;
    }
    return searched;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ResearchStudy", "ResearchSubject", "AuditEvent"})
  void a_search_by_post_is_refused_like_one_by_get(String type) throws Exception {
    RequestSpecification form =
        TrialUnderTest.as(Tokens.auditor()).contentType("application/x-www-form-urlencoded");
    String path = "/fhir/R4/" + type + "/_search";
    Fhirs.refused(form.body("title=x").post(path), 400, "invalid");
    Fhirs.refused(form.body("_summary=true").post(path), 400, "invalid");
    Fhirs.refused(form.body("title=%zz").post(path), 400, "invalid");
    Fhirs.refused(
        form.body("study=x&entity=x&_format=xml").post(path + "?_format=xml"),
        406,
        "not-supported");
    Fhirs.refused(
        TrialUnderTest.as(Tokens.auditor()).contentType("application/json").body("{}").post(path),
        415,
        "not-supported");
    Fhirs.refused(
        RestAssured.given().contentType("application/x-www-form-urlencoded").post(path),
        401,
        "login");
  }

  @Test
  void what_any_request_may_have_changes_no_more_than_the_form() throws Exception {
    String trial = TrialUnderTest.shipped().code();
    for (String path :
        List.of("metadata", "OperationDefinition/evaluate", "ResearchStudy/" + trial)) {
      String plain = Fhirs.get(Tokens.auditor(), path).asString();
      String pretty =
          Fhirs.get(Tokens.auditor(), path + "?_pretty=true&_summary=false&_format=text/json")
              .asString();
      assertThat(pretty).as(path).contains("\n  \"");
      assertThat(JSON.readTree(pretty)).isEqualTo(JSON.readTree(plain));
      assertThat(Fhirs.get(Tokens.auditor(), path + "?_pretty=false").asString()).isEqualTo(plain);
    }
  }

  @Test
  void only_json_is_spoken() throws Exception {
    String path = "ResearchStudy/" + TrialUnderTest.shipped().code();
    Map<String, String> spoken =
        Map.of(
            Fhirs.JSON,
            Fhirs.JSON,
            "application/json",
            "application/json",
            "*/*",
            Fhirs.JSON,
            "application/fhir+json;fhirVersion=4.0",
            Fhirs.JSON,
            "application/fhir+xml;q=0.9, application/fhir+json;q=0.8",
            Fhirs.JSON);
    for (Map.Entry<String, String> one : spoken.entrySet()) {
      var answer = accepting(one.getKey(), path);
      assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .isEqualTo(one.getValue() + ";charset=UTF-8");
    }
    for (String format : List.of("json", "application/fhir%2Bjson", "application/fhir+json")) {
      assertThat(accepting("text/html", path + "?_format=" + format).statusCode()).isEqualTo(200);
    }
    for (String accept :
        List.of("application/fhir+xml", "text/html", "application/fhir+json;fhirVersion=5.0")) {
      assertThat(accepting(accept, path).statusCode()).as(accept).isEqualTo(406);
    }
    for (String format : List.of("xml", "application/fhir%2Bxml", "text/turtle")) {
      Fhirs.refused(Fhirs.get(Tokens.auditor(), path + "?_format=" + format), 406, "not-supported");
    }
  }

  // As it is: the other client adds to what is accepted.
  private static HttpResponse<String> accepting(String accept, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + RestAssured.port + "/fhir/R4/" + path))
                .header("Accept", accept)
                .header("Authorization", "Bearer " + Tokens.auditor())
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void what_reaches_no_endpoint_is_refused_in_fhir_too() throws Exception {
    Fhirs.refused(Fhirs.get(Tokens.auditor(), "Patient"), 404, "not-found");
    Fhirs.refused(Fhirs.get(Tokens.auditor(), "Questionnaire"), 404, "not-found");
    Fhirs.refused(RestAssured.get("/fhir/R5/metadata"), 404, "not-found");
    Fhirs.refused(RestAssured.post("/fhir/R4/metadata"), 405, "not-supported");
    Fhirs.refused(
        TrialUnderTest.as(Tokens.manager()).delete("/fhir/R4/ResearchStudy/x"),
        405,
        "not-supported");
    Fhirs.refused(RestAssured.get("/fhir/R4/ResearchStudy"), 401, "login");
    Fhirs.refused(Fhirs.get("no-token", "ResearchStudy"), 401, "login");
    Fhirs.refused(Fhirs.get(Tokens.of("edc", "auditor"), "ResearchStudy"), 403, "forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir",
        "/fhir/R4",
        "/fhir/R4/..",
        "/fhir/R4/ResearchStudy/%ff%fe",
        "/fhir/R4/ResearchStudy/x%00",
        "/fhir/R4/ResearchStudy/x%2Fy",
        "/fhir/R4/ResearchStudy/x/y",
        "/fhir/R4/ResearchSubject/*",
        "/fhir/R4/AuditEvent/x%0d%0ay.1.1",
      })
  void a_path_trick_leads_nowhere(String path) throws Exception {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
            + Tokens.auditor()
            + "\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .matches("(?s)HTTP/1\\.1 4\\d\\d .*")
          .containsIgnoringCase("content-type: application/fhir+json")
          .contains("\"resourceType\":\"OperationOutcome\"");
    }
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void every_problem_is_a_valid_outcome(ProblemType type) throws Exception {
    Problem problem =
        new Problem(
            type.uri(), type.title(), type.status(), "Why", List.of(), Map.of("member", "x"));

    Validation.valid(OperationOutcome.class, JSON.writeValueAsString(OutcomeMapper.map(problem)));
  }
}
