package org.kleroterion.gateway.redcap;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.ConfigProvider;
import org.kleroterion.api.TrialUnderTest;

/** REDCap projects, and a service that is set up for them. */
public final class Redcaps {
  /** With the mapping that the documentation shows. */
  static final String WLRT = "wlrt";

  /** Longitudinal, with dates, a checkbox, and a field for the subject; at most one subject. */
  static final String VISITS = "visits";

  static final String VISITS_TRIAL = "rc-visits";
  static final Map<String, String> TOKENS =
      Map.of(WLRT, "0123456789ABCDEF0123456789ABCDEF", VISITS, "FEDCBA9876543210FEDCBA9876543210");
  static final Map<String, String> SECRETS =
      Map.of(
          WLRT,
          "wlrt-wlrt-wlrt-wlrt-wlrt-wlrt-wlrt",
          VISITS,
          "visits_visits_visits_visits_visits_visits");
  private static final Map<String, Integer> IDS = Map.of(WLRT, 17, VISITS, 23);
  private static final Predicate<String> ANY = text -> true;

  private Redcaps() {}

  /** The settings of a service with both projects; writes their files. */
  public static Map<String, String> settings(Path directory, Path protocols) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(protocols.resolve("visits.yaml"), protocol(VISITS_TRIAL, "target: 1\n"));
      Path mappings = Files.createDirectory(directory.resolve("redcap"));
      Files.writeString(mappings.resolve("wlrt.yaml"), documentedMapping());
      Files.writeString(mappings.resolve("visits.yaml"), visitsMapping());
      Map<String, String> settings = new HashMap<>();
      settings.put("kleroterion.redcap.mappings", mappings.toString());
      int i = 0;
      for (String project : List.of(WLRT, VISITS)) {
        String prefix = "kleroterion.redcap.projects[" + i++ + "].";
        settings.put(prefix + "name", project);
        settings.put(prefix + "project-id", IDS.get(project).toString());
        settings.put(prefix + "api-url", "http://127.0.0.1:" + free.getLocalPort() + "/api/");
        Path token =
            Files.writeString(directory.resolve("token-" + project), TOKENS.get(project) + "\n");
        settings.put(prefix + "token-file", token.toString());
        settings.put(prefix + "secret", SECRETS.get(project));
      }
      return settings;
    }
  }

  /** What stands at the URL that the service is set up with. */
  static RedcapStandIn standIn() {
    URI url =
        ConfigProvider.getConfig().getValue("kleroterion.redcap.projects[0].api-url", URI.class);
    RedcapStandIn redcap = new RedcapStandIn(url.getPort());
    redcap.project(TOKENS.get(WLRT), wlrt());
    redcap.project(TOKENS.get(VISITS), visits());
    return redcap;
  }

  static RedcapStandIn.Project wlrt() {
    Map<String, Predicate<String>> columns = new LinkedHashMap<>();
    eligible().keySet().forEach(column -> columns.put(column, ANY));
    columns.remove(ProjectMapping.GROUP);
    columns.put("rand_arm", Set.of("1", "2")::contains);
    columns.put("rand_number", text -> text.matches("[0-9]+"));
    columns.put(
        "rand_time", text -> text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"));
    columns.put(
        "rand_verdict", Set.of("ALLOCATED", "INELIGIBLE", "INCOMPLETE", "REFUSED")::contains);
    columns.put("rand_reason", ANY);
    return new RedcapStandIn.Project("record_id", columns, "", true);
  }

  private static RedcapStandIn.Project visits() {
    Map<String, Predicate<String>> columns = new LinkedHashMap<>();
    eligibleAtVisit("any").keySet().forEach(column -> columns.put(column, ANY));
    columns.put("rand_arm", Set.of("CONTROL", "WLRT")::contains);
    columns.put("rand_verdict", ANY);
    return new RedcapStandIn.Project("record_id", columns, "screening_arm_1", false);
  }

  /** The trial that ships under another code. */
  static String protocol(String code, String more) throws IOException {
    return Files.readString(Path.of("src/main/resources/protocols/wlrt-obc.yaml"))
            .replaceFirst("(?m)^trial: .*$", "trial: " + code)
        + more;
  }

  /** The example of {@code docs/redcap.md}. */
  static String documentedMapping() throws IOException {
    return documented("yaml");
  }

  /** The first block of that kind in {@code docs/redcap.md}. */
  static String documented(String kind) throws IOException {
    String text = Files.readString(Path.of("docs/redcap.md"));
    int start = text.indexOf("```" + kind + "\n") + kind.length() + 4;
    return text.substring(start, text.indexOf("```", start));
  }

  static String visitsMapping() throws IOException {
    return documentedMapping()
            .replace("trial: wlrt-obc", "trial: " + VISITS_TRIAL)
            .replace(
                "instrument: randomization\ncomplete: true\n",
                "subject: screening_no\nevent: screening_arm_1\n")
            .replace("site: redcap_data_access_group", "site: hospital")
            .replace("{cams: cams, pumch: pumch}", "{\"1\": cams, \"2\": pumch}")
            .replace(
                "{variable: age, field: age, number: true}",
                "{variable: age, years: {from: born, to: consented}}")
            .replace(
                "field: months_since_radical_surgery, number: true",
                "months: {from: operated, to: relapsed}")
            .replace(
                "{variable: pregnant_or_lactating, field: pregnant_or_lactating,",
                "{variable: pregnant_or_lactating, field: states___3,")
            .replaceFirst("(?s)results:.*", "")
        + "results: {arm: rand_arm, verdict: rand_verdict}\n";
  }

  /** A record of a subject who is eligible, in the stratum of {@code Screenings.eligible()}. */
  static Map<String, String> eligible() {
    Map<String, String> row = new LinkedHashMap<>();
    row.put(ProjectMapping.GROUP, "cams");
    row.put("age", "58");
    row.put("sex", "1");
    row.put("ecog", "1");
    row.put("months_since_radical_surgery", "14.5");
    row.put("diagnosis_basis", "2");
    row.put("metastasis_count", "2");
    row.put("largest_metastasis_cm", "3.2");
    row.put("recist_evaluable_lesions", "1");
    row.put("systemic_therapy", "1");
    row.put("all_lesions_treatable", "1");
    row.put("life_expectancy_months", "24");
    row.put("adequate_organ_function", "1");
    row.put("locoregional_recurrence", "0");
    row.put("cns_metastases", "0");
    row.put("palliative_radiotherapy_indicated", "0");
    row.put("child_pugh", "0");
    row.put("malignant_pleural_effusion", "0");
    row.put("serious_comorbidity", "0");
    row.put("prior_radiotherapy_to_target", "0");
    row.put("pregnant_or_lactating", "0");
    row.put("visceral_metastasis", "0");
    row.put("hormone_receptor", "1");
    return row;
  }

  /** The same where dates and a checkbox stand for some of it. */
  static Map<String, String> eligibleAtVisit(String subject) {
    Map<String, String> row = eligible();
    row.remove(ProjectMapping.GROUP);
    row.remove("age");
    row.remove("months_since_radical_surgery");
    row.remove("pregnant_or_lactating");
    row.put("screening_no", subject);
    row.put("hospital", "1");
    row.put("born", "1968-03-02");
    row.put("consented", "2026-03-01");
    row.put("operated", "2024-01-31");
    row.put("relapsed", "2025-04-15");
    row.put("states___1", "1");
    row.put("states___3", "0");
    return row;
  }

  static TrialUnderTest open(String code) {
    try {
      String more = code.equals(VISITS_TRIAL) ? "target: 1\n" : "";
      TrialUnderTest trial = TrialUnderTest.register(protocol(code, more));
      trial.becomes("OPEN");
      return trial;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The form that REDCap posts when the instrument of a record is saved as complete. */
  static Map<String, Object> form(String project, String record) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("project_id", IDS.get(project));
    form.put("username", "dr_li");
    form.put("instrument", "randomization");
    form.put("record", record);
    if (project.equals(VISITS)) {
      form.put("redcap_event_name", "screening_arm_1");
    }
    form.put("redcap_data_access_group", "cams");
    form.put("randomization_complete", "2");
    form.put("redcap_url", "http://192.0.2.1/");
    form.put("project_url", "http://192.0.2.1/redcap_v15.5.0/index.php?pid=17");
    return form;
  }

  static ValidatableResponse trigger(String project, String record) {
    return trigger(project, SECRETS.get(project), form(project, record));
  }

  static ValidatableResponse trigger(String project, String secret, Map<String, Object> form) {
    return given()
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParams(form)
        .post("/redcap/" + project + "/" + secret)
        .then();
  }
}
