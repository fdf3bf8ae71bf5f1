package org.kleroterion.gateway.odm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;
import org.kleroterion.api.RoundTrips;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.Screenings;
import org.w3c.dom.Element;

/** A trial as ODM: what an EDC or an archive finds in it. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(FullService.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OdmTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AWKWARD = "<b a=\"1\">&amp; 'x' ]]> 李 😀 %1$s";
  private static final Reach EVERYWHERE = new Reach(true, Set.of());
  private static final Caller AUDITOR =
      new Caller("auditor-1", Set.of(Role.AUDITOR), EVERYWHERE, EVERYWHERE);

  @Inject OdmService exports;

  private static void allocate(TrialUnderTest trial, String subject) {
    trial.allocate(subject, trial.assessed(subject, Screenings.eligible())).statusCode(201);
  }

  private static JsonNode entry(TrialUnderTest trial, int index) throws Exception {
    return JSON.readTree(trial.log().get(index));
  }

  @Test
  @Tag("R12")
  void everything_that_the_shipped_protocol_defines_is_there() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();

    Element odm = Odm.of(trial);

    assertThat(trial.protocol().criteria()).hasSize(17);
    for (var criterion : trial.protocol().criteria()) {
      Element item = Odm.one(odm, "ItemDef", "OID", "IT.CRITERION." + criterion.id());
      assertThat(Odm.child(item, "Question").getTextContent()).isEqualTo(criterion.text());
      assertThat(Odm.child(item, "Description").getTextContent())
          .startsWith(criterion.id().startsWith("E") ? "Exclusion" : "Inclusion")
          .endsWith(criterion.rule().source());
    }
    assertThat(trial.protocol().dictionary().variables()).hasSize(22);
    for (var variable : trial.protocol().dictionary().variables()) {
      Element item = Odm.one(odm, "ItemDef", "OID", "IT.VALUE." + variable.name());
      assertThat(Odm.child(item, "Question").getTextContent()).isEqualTo(variable.label());
      if (!variable.codes().isEmpty()) {
        assertThat(Odm.codes(odm, "CL.VALUE." + variable.name())).isEqualTo(variable.codes());
      }
    }
    assertThat(Odm.codes(odm, "CL.ARM"))
        .isEqualTo(
            Map.of(
                "CONTROL", "Standard systemic therapy",
                "WLRT", "Standard systemic therapy + radiotherapy"));
    assertThat(Odm.codes(odm, "CL.STRATUM"))
        .hasSize(8)
        .containsKeys(trial.protocol().strata().toArray(String[]::new))
        .containsEntry(
            "visceral=no,metastases=1-2,receptor=positive",
            "Visceral metastasis: No; Number of metastases: 2 or fewer; Hormone receptor: Positive");
    Element months = Odm.one(odm, "ItemDef", "OID", "IT.VALUE.months_since_radical_surgery");
    assertThat(months.getAttribute("DataType")).isEqualTo("float");
    assertThat(Odm.child(months, "MeasurementUnitRef").getAttribute("MeasurementUnitOID"))
        .isEqualTo("MU.months");
    assertThat(Odm.one(odm, "Location", "OID", "SITE.liaoning-tumor").getAttribute("Name"))
        .isEqualTo("Liaoning Tumor Hospital & Institute");
  }

  @Test
  @Tag("R12")
  void a_code_for_a_missing_value_is_a_range_check() throws Exception {
    TrialUnderTest trial =
        TrialUnderTest.registered("protocols/wlrt-obc.yaml", Protocols::withMissingCodes);

    Element item = Odm.one(Odm.of(trial), "ItemDef", "OID", "IT.VALUE.life_expectancy_months");

    assertThat(
            Odm.children(item).stream()
                .filter(part -> part.getLocalName().equals("RangeCheck"))
                .map(
                    check ->
                        check.getAttribute("Comparator")
                            + Odm.children(check).stream().map(Element::getTextContent).toList()))
        .containsExactly("GE[0]", "LE[1000]", "NOTIN[-99, 999]");
  }

  @Test
  void a_trial_without_subjects_is_a_document_too() throws Exception {
    Element odm = Odm.of(TrialUnderTest.registered("protocols/wlrt-obc.yaml", text -> text));

    assertThat(Odm.all(odm, "MetaDataVersion")).hasSize(1);
    assertThat(Odm.all(odm, "ClinicalData")).isEmpty();
    assertThat(Odm.all(odm, "User")).isEmpty();
  }

  @Test
  void a_trial_of_one_stratum_has_no_list_of_them() throws Exception {
    TrialUnderTest trial = TrialUnderTest.open("protocols/one-stratum.yaml", text -> text);
    trial
        .allocate("S-1", trial.assessed("S-1", Screenings.eligibleForOneStratum()))
        .statusCode(201);

    Element odm = Odm.of(trial);

    assertThat(Odm.values(Odm.subject(odm, "S-1")))
        .containsKey("IT.ALLOCATION.ARM")
        .doesNotContainKey("IT.ALLOCATION.STRATUM");
  }

  @Test
  @Tag("R08")
  void a_subject_has_its_values_verdict_and_arm_and_who_recorded_them() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    allocate(trial, "S-1");

    Element odm = Odm.of(trial);

    Element subject = Odm.subject(odm, "S-1");
    JsonNode assessed = entry(trial, 2);
    JsonNode issued = entry(trial, 3);
    Map<String, String> values = Odm.values(subject);
    assertThat(values)
        .containsEntry("IT.ASSESSMENT.VERDICT", "ELIGIBLE")
        .containsEntry("IT.VALUE.age", "58")
        .containsEntry("IT.VALUE.months_since_radical_surgery", "14.5")
        .containsEntry("IT.VALUE.child_pugh", "none")
        .containsEntry("IT.VALUE.visceral_metastasis", "false")
        .containsEntry("IT.CRITERION.E8", "MET")
        .containsEntry("IT.ALLOCATION.NUMBER", "1")
        .containsEntry("IT.ALLOCATION.ARM", issued.at("/data/arm").asText())
        .containsEntry("IT.ALLOCATION.STRATUM", issued.at("/data/stratum").asText())
        .containsEntry("IT.ALLOCATION.ASSESSMENT", values.get("IT.ASSESSMENT.ID"));
    assertThat(values.keySet()).filteredOn(oid -> oid.startsWith("IT.VALUE.")).hasSize(22);
    assertThat(values.keySet()).filteredOn(oid -> oid.startsWith("IT.CRITERION.")).hasSize(17);
    assertThat(Odm.child(subject, "SiteRef").getAttribute("LocationOID")).isEqualTo("SITE.cams");
    List<Element> audits = Odm.all(subject, "AuditRecord");
    assertThat(audits).hasSize(4);
    for (int i = 0; i < audits.size(); i++) {
      requireAudit(audits.get(i), i < 3 ? assessed : issued);
    }
  }

  private static void requireAudit(Element audit, JsonNode entry) {
    assertThat(Odm.child(audit, "SourceID").getTextContent())
        .isEqualTo(entry.path("index").asText());
    assertThat(Odm.child(audit, "DateTimeStamp").getTextContent())
        .isEqualTo(entry.path("time").asText());
    assertThat(Odm.child(audit, "UserRef").getAttribute("UserOID"))
        .isEqualTo("USER." + entry.at("/actor/id").asText());
    assertThat(Odm.child(audit, "LocationRef").getAttribute("LocationOID"))
        .isEqualTo("SITE." + entry.path("site").asText());
  }

  @Test
  void who_was_not_eligible_is_there_with_every_assessment_and_no_arm() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial.assess("S-1", Screenings.eligible().with("ecog", 3)).statusCode(201);
    trial.assess("S-1", Screenings.eligible().without("ecog")).statusCode(201);
    trial.assess("S-1", Screenings.nothing()).statusCode(201);
    String last = trial.assessed("S-1", Screenings.eligible().with("cns_metastases", true));
    trial.allocate("S-1", last).statusCode(409);

    Element subject = Odm.subject(Odm.of(trial), "S-1");

    List<Element> events = Odm.all(subject, "StudyEventData");
    assertThat(events)
        .extracting(event -> event.getAttribute("StudyEventRepeatKey"))
        .containsExactly("1", "2", "3", "4");
    assertThat(events)
        .extracting(event -> Odm.values(event).get("IT.ASSESSMENT.VERDICT"))
        .containsExactly("INELIGIBLE", "INCOMPLETE", "INCOMPLETE", "INELIGIBLE");
    assertThat(Odm.values(events.get(0))).containsEntry("IT.CRITERION.I2", "NOT_MET");
    assertThat(Odm.values(events.get(1)))
        .containsEntry("IT.CRITERION.I2", "MISSING")
        .doesNotContainKey("IT.VALUE.ecog");
    assertThat(Odm.values(events.get(3))).containsEntry("IT.CRITERION.E2", "NOT_MET");
  }

  @Test
  @Tag("R11")
  void a_correction_stands_beside_the_allocation_with_its_reason() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    allocate(trial, "S-1");
    Map<String, Object> right =
        Map.of(
            "kind",
            "STRATUM_CORRECTED",
            "reason",
            AWKWARD,
            "screening",
            Screenings.eligible().with("visceral_metastasis", true));
    trial.post(Tokens.manager(), "allocations/S-1/corrections", right).statusCode(201);
    Map<String, Object> error = Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Withdrew");
    trial.post(Tokens.manager(), "allocations/S-1/corrections", error).statusCode(201);

    Element subject = Odm.subject(Odm.of(trial), "S-1");

    assertThat(Odm.values(Odm.one(subject, "ItemGroupData", "ItemGroupOID", "IG.ALLOCATION")))
        .containsEntry("IT.ALLOCATION.STRATUM", "visceral=no,metastases=1-2,receptor=positive");
    Element first = Odm.one(subject, "ItemGroupData", "ItemGroupRepeatKey", "1");
    assertThat(Odm.values(first))
        .containsEntry("IT.CORRECTION.KIND", "STRATUM_CORRECTED")
        .containsEntry("IT.CORRECTION.REASON", AWKWARD)
        .containsEntry("IT.CORRECTION.STRATUM", "visceral=yes,metastases=1-2,receptor=positive");
    assertThat(JSON.readTree(Odm.values(first).get("IT.CORRECTION.SCREENING"))).hasSize(22);
    assertThat(Odm.values(first).get("IT.CORRECTION.SCREENING"))
        .contains("\"visceral_metastasis\":true", "\"age\":58");
    Element audit = Odm.child(first, "AuditRecord");
    requireAudit(audit, entry(trial, 4));
    assertThat(Odm.child(audit, "ReasonForChange").getTextContent()).isEqualTo(AWKWARD);
    assertThat(Odm.values(Odm.one(subject, "ItemGroupData", "ItemGroupRepeatKey", "2")))
        .containsEntry("IT.CORRECTION.KIND", "RANDOMIZED_IN_ERROR")
        .doesNotContainKey("IT.CORRECTION.STRATUM");
  }

  @Test
  @Tag("R10")
  void an_arm_from_an_emergency_list_has_the_stratum_of_the_protocol_and_the_list()
      throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String stratum = "visceral=no,metastases=1-2,receptor=positive";
    Map<String, Object> wanted =
        Map.of("site", trial.site(), "places", 1, "reason", "Before the upgrade");
    String arm =
        trial
            .post(Tokens.statistician(), "emergency-lists", wanted)
            .statusCode(201)
            .extract()
            .jsonPath()
            .getString("items.find { it.stratum == '" + stratum + "' }.arm.code");
    trial.assess("S-1", Screenings.eligible()).statusCode(201);
    Map<String, Object> card =
        Map.of(
            "stratum",
            stratum,
            "place",
            1,
            "arm",
            arm,
            "subject",
            "S-1",
            "openedAt",
            entry(trial, 3).path("time").asText(),
            "openedBy",
            "dr.li",
            "reason",
            "The network was down");
    trial.post(Tokens.manager(), "emergency-lists/1/allocations", card).statusCode(201);

    Element odm = Odm.of(trial);

    assertThat(Odm.values(Odm.subject(odm, "S-1")))
        .containsEntry("IT.ALLOCATION.ARM", arm)
        .containsEntry("IT.ALLOCATION.STRATUM", stratum)
        .containsEntry("IT.ALLOCATION.EMERGENCY_LIST", "1")
        .containsEntry("IT.ALLOCATION.REQUESTED_BY", "dr.li");
    List<Element> audits = Odm.all(Odm.subject(odm, "S-1"), "AuditRecord");
    requireAudit(audits.get(audits.size() - 1), entry(trial, 4));
  }

  @Test
  @Tag("R14")
  void what_was_recorded_under_a_version_stands_under_it() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial.assess("S-1", Screenings.eligible().with("age", 73)).statusCode(201);
    allocate(trial, "S-2");
    TrialUnderTest.register(
        trial
            .protocol()
            .text()
            .replaceFirst("(?m)^version: 1$", "version: 2\nreason: Older women too")
            .replace("age <= 70", "age <= 75 && !smoker")
            .replace("\"18-70 years old\"", "\"18-75 years old\"")
            .replaceFirst(
                "(?m)^variables:$",
                "variables:\n  - {name: smoker, type: boolean, label: Smoker}"));
    Screenings older = Screenings.eligible().with("age", 73).with("smoker", false);
    trial.allocate("S-1", trial.assessed("S-1", older)).statusCode(201);

    Element odm = Odm.of(trial);

    assertThat(Odm.all(odm, "MetaDataVersion"))
        .extracting(version -> version.getAttribute("Description"))
        .containsExactly("", "Older women too");
    List<Element> data = Odm.all(odm, "ClinicalData");
    assertThat(data)
        .extracting(one -> one.getAttribute("MetaDataVersionOID"))
        .containsExactly("MDV.1", "MDV.2");
    assertThat(Odm.subjects(data.get(0))).containsExactly("S-1", "S-2");
    assertThat(Odm.subjects(data.get(1))).containsExactly("S-1");
    assertThat(Odm.values(data.get(0))).doesNotContainKey("IT.VALUE.smoker");
    Element later = Odm.subject(data.get(1), "S-1");
    assertThat(Odm.all(later, "StudyEventData"))
        .extracting(event -> event.getAttribute("StudyEventRepeatKey"))
        .containsExactly("2", "");
    assertThat(Odm.values(later))
        .containsEntry("IT.VALUE.smoker", "false")
        .containsEntry("IT.CRITERION.I1", "MET")
        .containsKey("IT.ALLOCATION.ARM");
    assertThat(
            Odm.all(odm, "Location").get(0).getElementsByTagName("MetaDataVersionRef").getLength())
        .isEqualTo(2);
  }

  @Test
  void every_text_comes_back_as_it_was_given() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    Map<String, Object> site =
        Map.of("code", "other", "name", AWKWARD, "timeZone", "UTC", "reason", "More subjects");
    trial.post(Tokens.manager(), "sites", site).statusCode(201);
    String edc = Tokens.sign(Tokens.claims("edc").subject(AWKWARD));
    Map<String, Object> request = new HashMap<>();
    request.put("subject", "S-1");
    request.put("site", "other");
    request.put("screening", Screenings.eligible().with("largest_metastasis_cm", 0.00000012));
    request.put("requestedBy", AWKWARD);
    trial.post(edc, "allocations", request).statusCode(201);
    // XML has no way to write this one.
    trial.assess(
        Tokens.sign(Tokens.claims("enroller").subject("a\uFFFEb")),
        "S-2",
        "cams",
        Screenings.eligible());

    Element odm = Odm.of(trial);

    assertThat(Odm.one(odm, "Location", "OID", "SITE.other").getAttribute("Name"))
        .isEqualTo(AWKWARD);
    assertThat(Odm.all(odm, "LoginName"))
        .extracting(Element::getTextContent)
        .containsExactlyInAnyOrder(AWKWARD, "a\uFFFDb");
    assertThat(Odm.values(Odm.subject(odm, "S-1")))
        .containsEntry("IT.ASSESSMENT.REQUESTED_BY", AWKWARD)
        .containsEntry("IT.ALLOCATION.REQUESTED_BY", AWKWARD)
        .containsEntry("IT.VALUE.largest_metastasis_cm", "0.00000012");
  }

  @Test
  @Tag("R08")
  void the_export_is_an_entry_of_the_log_and_of_the_log_up_to_it() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    allocate(trial, "S-1");

    Element odm = Odm.of(trial);

    assertThat(trial.log()).hasSize(5);
    JsonNode last = entry(trial, 4);
    assertThat(last.path("type").asText()).isEqualTo("LOG_EXPORTED");
    assertThat(last.at("/actor/id").asText()).isEqualTo("auditor-1");
    assertThat(last.path("data")).isEqualTo(JSON.readTree("{\"entries\":5}"));
    assertThat(odm.getAttribute("FileOID")).isEqualTo(trial.code() + "/log/5");
    assertThat(odm.getAttribute("AsOfDateTime")).isEqualTo(last.path("time").asText());
    assertThat(odm.getAttribute("SourceSystemVersion")).isNotBlank();
  }

  /** The service keeps no transaction over the export: what is made meanwhile must not slip in. */
  @Test
  @Tag("R09")
  void what_is_recorded_while_it_is_written_is_not_in_it() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    allocate(trial, "S-1");
    String assessment = trial.assessed("S-2", Screenings.eligible());
    StreamingOutput export = exports.export(AUDITOR, trial.code());
    trial.allocate("S-2", assessment).statusCode(201);
    allocate(trial, "S-3");
    Map<String, Object> error = Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Withdrew");
    trial.post(Tokens.manager(), "allocations/S-1/corrections", error).statusCode(201);

    ByteArrayOutputStream document = new ByteArrayOutputStream();
    export.write(document);

    Element odm = Odm.parse(document.toByteArray());
    OdmStructure.require(odm);
    assertThat(Odm.subjects(odm)).containsExactly("S-1", "S-2");
    assertThat(Odm.values(Odm.subject(odm, "S-2"))).doesNotContainKey("IT.ALLOCATION.ARM");
    assertThat(Odm.values(odm)).doesNotContainKey("IT.CORRECTION.KIND");
    assertThat(Odm.all(odm, "User")).hasSize(1);
  }

  @Test
  @Tag("R09")
  void while_subjects_are_allocated_it_is_what_the_log_said_at_one_size() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService enrollers = Executors.newFixedThreadPool(3);
    List<Future<?>> running = new ArrayList<>();
    List<Element> exported = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        String prefix = "C" + i + "-";
        running.add(
            enrollers.submit(
                () -> {
                  for (int n = 0; n < 60 && !stopped.get(); n++) {
                    allocate(trial, prefix + n);
                  }
                }));
      }
      for (int i = 0; i < 6; i++) {
        exported.add(Odm.of(trial));
      }
    } finally {
      stopped.set(true);
      enrollers.shutdown();
    }
    for (Future<?> one : running) {
      one.get();
    }
    List<String> log = trial.log();
    for (Element odm : exported) {
      String oid = odm.getAttribute("FileOID");
      int size = Integer.parseInt(oid.substring(oid.lastIndexOf('/') + 1));
      assertThat(recorded(odm)).isEqualTo(recorded(log.subList(0, size)));
    }
  }

  /** Which subject was assessed or allocated in which entry, as the log has it. */
  private static Set<String> recorded(List<String> log) throws Exception {
    Set<String> recorded = new TreeSet<>();
    for (String line : log) {
      JsonNode leaf = JSON.readTree(line);
      if (Set.of("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED").contains(leaf.path("type").asText())) {
        recorded.add(leaf.path("index").asText() + " " + leaf.path("subject").asText());
      }
    }
    return recorded;
  }

  /** The same as an export has it. */
  private static Set<String> recorded(Element odm) {
    Set<String> recorded = new TreeSet<>();
    for (Element subject : Odm.all(odm, "SubjectData")) {
      for (Element source : Odm.all(subject, "SourceID")) {
        recorded.add(source.getTextContent() + " " + subject.getAttribute("SubjectKey"));
      }
    }
    return recorded;
  }

  @Test
  @Tag("whole")
  void a_subject_with_more_assessments_than_a_page_is_whole() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial.assess("S-1", Screenings.eligible()).statusCode(201);
    for (int i = 0; i < 510; i++) {
      trial.assess("S-2", Screenings.eligible().with("age", 20 + i % 50)).statusCode(201);
    }
    trial.assess("S-3", Screenings.eligible()).statusCode(201);

    Element odm = Odm.of(trial);

    Map<String, Integer> events = new LinkedHashMap<>();
    for (Element subject : Odm.all(odm, "SubjectData")) {
      events.put(subject.getAttribute("SubjectKey"), Odm.all(subject, "StudyEventData").size());
    }
    assertThat(events).isEqualTo(Map.of("S-1", 1, "S-2", 510, "S-3", 1));
  }

  @Test
  @Tag("R13")
  void a_token_for_some_sites_or_another_trial_gets_nothing_and_leaves_nothing() {
    TrialUnderTest trial = TrialUnderTest.shipped();

    trial
        .get(Tokens.at("auditor", "cams"), "export/odm")
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", endsWith("/forbidden"));
    String other = Tokens.sign(Tokens.claims("auditor").claim("trials", List.of("other")));
    trial.get(other, "export/odm").statusCode(404).body("type", endsWith("/trial-unknown"));

    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void the_round_trip_is_measured() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    for (int i = 0; i < 50; i++) {
      allocate(trial, "S-" + i);
    }
    RoundTrips.of(
            20,
            100,
            i ->
                assertThat(trial.get(Tokens.auditor(), "export/odm").extract().asString())
                    .contains("SubjectKey=\"S-49\""))
        .print("CDISC ODM of 50 subjects");
  }
}
