package org.kleroterion.gateway.openclinica;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.kleroterion.api.TrialUnderTest;

/** An EDC system as its released versions behave, and a service that is set up for it. */
public final class OpenClinicas {
  static final String ACCOUNT = "oc-hospital";
  static final String PASSWORD = "correct horse, bätterÿ:staple";
  static final String ACCEPT = "text/plain, application/json, application/*+json, */*";

  /** The trial that ships, with the questions that the documentation maps. */
  static final String ASKING = "wlrt-obc";

  /** The same protocol without questions; its codes are numbers. */
  static final String ASSESSED = "oc-assessed";

  private static final List<String> ELIGIBLE =
      List.of(
          "58", "1", "2", "14.5", "2", "2", "3.2", "1", "1", "1", "24", "1", "2", "2", "2", "none",
          "2", "2", "2", "2", "2", "1");

  private OpenClinicas() {}

  /**
   * The settings of a service with two accounts, a mapping with questions and one without; writes
   * their files.
   */
  public static Map<String, String> settings(Path directory, Path protocols) throws IOException {
    Files.writeString(protocols.resolve("assessed.yaml"), protocol(ASSESSED));
    Path mappings = Files.createDirectory(directory.resolve("openclinica"));
    Files.writeString(mappings.resolve("wlrt-obc.yaml"), documentedMapping());
    Files.writeString(
        mappings.resolve("assessed.yaml"),
        "trial: " + ASSESSED + "\ncode: number\nsites: {S_CAMS: cams}\n");
    Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    String accounts = "kleroterion.openclinica.accounts";
    String study = "kleroterion.openclinica.studies[0].";
    return Map.ofEntries(
        Map.entry("kleroterion.openclinica.mappings", mappings.toString()),
        Map.entry(accounts + "[0].name", ACCOUNT),
        Map.entry(accounts + "[0].password-hash", hash(PASSWORD)),
        Map.entry(accounts + "[0].trials", ASKING + "," + ASSESSED),
        Map.entry(accounts + "[0].sites", "cams,pumch,atlantis"),
        Map.entry(accounts + "[1].name", "oc-other"),
        Map.entry(accounts + "[1].password-hash", hash("other")),
        Map.entry(accounts + "[1].trials", ASSESSED),
        Map.entry(accounts + "[1].sites", "*"),
        Map.entry("kleroterion.openclinica.study-sources", "127.0.0.1/32"),
        Map.entry(study + "study-oid", "S_WLRT"),
        Map.entry(study + "study-name", "WLRT at the hospital"),
        Map.entry(study + "instance-url", "https://edc.test/OpenClinica/rest2/openrosa/S_WLRT"),
        Map.entry(study + "url", "https://randomize.test/openclinica/wlrt-obc"),
        Map.entry(study + "account", ACCOUNT),
        Map.entry(study + "password-file", password.toString()));
  }

  static String hash(String password) {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    return OpenBSDBCrypt.generate("2y", password.getBytes(StandardCharsets.UTF_8), salt, 10);
  }

  /** The trial that ships under another code. */
  static String protocol(String code) throws IOException {
    return Files.readString(Path.of("src/main/resources/protocols/wlrt-obc.yaml"))
        .replaceFirst("(?m)^trial: .*$", "trial: " + code);
  }

  /** The example of {@code docs/openclinica.md}. */
  static String documentedMapping() throws IOException {
    String text = Files.readString(Path.of("docs/openclinica.md"));
    int start = text.indexOf("```yaml\n") + "```yaml\n".length();
    return text.substring(start, text.indexOf("```", start));
  }

  /** One of the service's trials, open. */
  static TrialUnderTest open(String code) {
    try {
      TrialUnderTest trial = TrialUnderTest.register(protocol(code));
      trial.becomes("OPEN");
      return trial;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The form for a subject who is eligible, in the stratum of {@code Screenings.eligible()}. */
  static Map<String, Object> eligible(String subject) {
    Map<String, Object> form = bare(subject);
    for (int i = 0; i < ELIGIBLE.size(); i++) {
      form.put("question" + (i + 1), ELIGIBLE.get(i));
    }
    return form;
  }

  /** The form without any question. */
  static Map<String, Object> bare(String subject) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("identifier", subject);
    form.put("siteIdentifier", "S_CAMS");
    form.put("user", "dr.李");
    return form;
  }

  static RequestSpecification edc() {
    return edc(ACCOUNT, PASSWORD);
  }

  static RequestSpecification edc(String account, String password) {
    return anybody().header("Authorization", basic(account, password));
  }

  static RequestSpecification anybody() {
    return given()
        .redirects()
        .follow(false)
        .header("Accept", ACCEPT)
        .contentType("application/x-www-form-urlencoded; charset=UTF-8");
  }

  static String basic(String account, String password) {
    return "Basic "
        + java.util.Base64.getEncoder()
            .encodeToString((account + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  static ValidatableResponse code(String trial, String subject) {
    return edc()
        .queryParam("identifier", subject)
        .get("/openclinica/" + trial + "/api/randomisation")
        .then();
  }

  static ValidatableResponse randomise(String trial, Map<String, Object> form) {
    return randomise(edc(), trial, form);
  }

  static ValidatableResponse randomise(
      RequestSpecification caller, String trial, Map<String, Object> form) {
    return caller.formParams(form).post("/openclinica/" + trial + "/api/randomise").then();
  }
}
