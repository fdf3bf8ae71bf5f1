package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.trial.protocol.Screenings;

/** What the service exports, held against the verifier that shares no code with it. */
@Tag("R09")
@Tag("R12")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RealExportTest {
  private static final MasterSecret SECRET =
      new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET));

  @TempDir Path folder;
  @Inject DataSource database;

  private TrialUnderTest trial;
  private final List<Path> receipts = new ArrayList<>();

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private void allocate(String subject, Screenings screening) throws Exception {
    var answer = trial.allocate(subject, trial.assessed(subject, screening)).statusCode(201);
    Path receipt = folder.resolve(subject + ".tlog-proof");
    Files.writeString(receipt, answer.extract().<String>path("receipt"));
    Files.writeString(entryOf(receipt), answer.extract().<String>path("entry"));
    receipts.add(receipt);
  }

  private static Path entryOf(Path receipt) {
    return receipt.resolveSibling(receipt.getFileName() + ".entry.json");
  }

  private void status(String status) {
    trial.becomes(status).statusCode(200);
  }

  /** One of everything that can happen in a trial. */
  private void live() throws Exception {
    trial
        .post(
            Tokens.manager(),
            "sites",
            Map.of(
                "code",
                "new-1",
                "name",
                "A site, \"new\"",
                "timeZone",
                "Asia/Shanghai",
                "reason",
                "It joined"))
        .statusCode(201);
    for (int i = 0; i < 8; i++) {
      allocate("S-" + i, Screenings.eligible(i % 2 == 0, i % 4 < 2 ? 1 : 4, "positive"));
    }
    String ineligible = trial.assessed("S-20", Screenings.eligible().with("ecog", 3));
    trial.allocate("S-20", ineligible).statusCode(409);
    trial.post(Tokens.edc(), "allocations", Map.of("subject", "S-21")).statusCode(409);
    trial
        .post(
            Tokens.manager(),
            "allocations/S-0/corrections",
            Map.of(
                "kind",
                "STRATUM_CORRECTED",
                "reason",
                "A slip",
                "screening",
                Screenings.eligible(false, 4, "negative")))
        .statusCode(201);
    trial
        .post(
            Tokens.manager(),
            "allocations/S-1/corrections",
            Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Consent was missing"))
        .statusCode(201);
    trial
        .get(
            Tokens.statistician(),
            "schedule?stratum=visceral=no,metastases=1-2,receptor=positive&from=0")
        .statusCode(200);
    trial.get(Tokens.statistician(), "balance").statusCode(200);
    status("PAUSED");
    trial.post(Tokens.enroller(), "allocations", Map.of("subject", "S-20")).statusCode(409);
    recordCard("S-30");
    status("OPEN");
    amend();
    allocate("S-8", Screenings.eligible());
    status("CLOSED");
  }

  /** The second card of an emergency list's first stratum. */
  private void recordCard(String subject) {
    JsonPath list =
        trial
            .post(
                Tokens.statistician(),
                "emergency-lists",
                Map.of("site", trial.site(), "places", 2, "reason", "Night hours"))
            .statusCode(201)
            .extract()
            .jsonPath();
    trial.assessed(subject, Screenings.eligible());
    trial
        .post(
            Tokens.manager(),
            "emergency-lists/" + list.getInt("list") + "/allocations",
            Map.of(
                "stratum",
                list.getString("items[1].stratum"),
                "place",
                2,
                "arm",
                list.getString("items[1].arm.code"),
                "subject",
                subject,
                "openedAt",
                list.getString("time"),
                "openedBy",
                "=Dr. \"Li\", night",
                "reason",
                "The network was down"))
        .statusCode(201);
  }

  private void amend() {
    trial =
        TrialUnderTest.register(
            trial
                .protocol()
                .text()
                .replaceFirst("(?m)^version: .*$", "version: 2\nreason: The committee asked for it")
                .replace("age <= 70", "age <= 75"));
  }

  private void reveal() {
    trial
        .post(Tokens.manager(), "key-reveal", Map.of("reason", "The trial is over"))
        .statusCode(201);
  }

  private Path export() throws Exception {
    Path zip = folder.resolve("export.zip");
    Files.write(
        zip,
        trial
            .get(Tokens.auditor(), "log/export")
            .statusCode(200)
            .contentType("application/zip")
            .extract()
            .asByteArray());
    return zip;
  }

  private String vkey() {
    return trial.get(Tokens.auditor(), "").extract().path("vkey");
  }

  private NoteKey key() {
    String origin = vkey().substring(0, vkey().indexOf('+'));
    return NoteKey.ofLog(origin, SECRET.logSeed(origin));
  }

  @Test
  @Tag("R04")
  void the_verifier_accepts_a_whole_trial_and_recomputes_every_arm() throws Exception {
    live();
    reveal();
    List<String> arguments = new ArrayList<>(List.of(export().toString(), "--key", vkey()));
    receipts.forEach(receipt -> arguments.addAll(List.of("--earlier", receipt.toString())));

    Verifier.Verdict verdict = Verifier.run(arguments);

    assertThat(verdict.status()).as(verdict.report()).isZero();
    assertThat(verdict.report()).contains("10 allocations", "1 EMERGENCY_ALLOCATION_RECORDED");
  }

  @Test
  void the_verifier_accepts_every_receipt_with_its_entry_and_no_other() throws Exception {
    live();

    for (Path receipt : receipts) {
      List<String> arguments = List.of(receipt.toString(), "--key", vkey(), "--entry");
      for (Path other : receipts) {
        List<String> all = new ArrayList<>(arguments);
        all.add(entryOf(other).toString());
        assertThat(Verifier.run(all).status()).isEqualTo(other.equals(receipt) ? 0 : 1);
      }
    }
  }

  @Test
  void no_alteration_of_a_real_export_passes() throws Exception {
    live();
    reveal();

    Matrix.Outcome outcome = MutationMatrix.run(export(), vkey());

    System.out.println("Mutants of a real export: " + outcome.mutants());
    assertThat(outcome.mutants()).isPositive();
    assertThat(outcome.survivors()).isEmpty();
  }

  @Test
  void no_rewriting_of_a_real_export_by_who_holds_its_key_passes() throws Exception {
    live();
    reveal();

    Matrix.Outcome outcome = RewriteMatrix.run(export(), key());

    System.out.println("Rewritings of a real export: " + outcome.mutants());
    assertThat(outcome.mutants()).isPositive();
    assertThat(outcome.survivors()).isEmpty();
  }

  @Test
  @Tag("R17")
  void the_verifier_accepts_a_log_after_a_restart() throws Exception {
    for (int i = 0; i < 4; i++) {
      allocate("S-" + i, Screenings.eligible());
    }
    recordCard("S-30");
    Tampering.alter(
        database,
        "update log_entry set actor = 'x' where trial = ? and entry_index = 2",
        trial.code());
    trial
        .post(Tokens.manager(), "log/restart", Map.of("reason", "A row was edited"))
        .statusCode(201)
        .body("carriedOver", equalTo(5));
    allocate("S-4", Screenings.eligible());
    status("CLOSED");
    reveal();

    Verifier.Verdict verdict = Verifier.run(export().toString(), "--key", vkey());

    assertThat(verdict.status()).as(verdict.report()).isZero();
    assertThat(verdict.report()).contains("5 ALLOCATION_CARRIED_OVER", "6 allocations");
  }

  @Test
  void an_export_without_its_end_is_refused() throws Exception {
    byte[] whole = Files.readAllBytes(export());
    Path cut = folder.resolve("cut.zip");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));

    assertThat(Verifier.run(cut.toString(), "--key", vkey()).status()).isEqualTo(1);
    assertThat(new String(whole, StandardCharsets.ISO_8859_1)).contains("README.md");
  }
}
