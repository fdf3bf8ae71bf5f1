package org.kleroterion.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.kleroterion.trial.protocol.reader.LargestProtocolTest.longest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;
import org.kleroterion.allocation.history.Allocations;
import org.kleroterion.allocation.history.Allocations.Attempt;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.protocol.Screenings;
import org.kleroterion.trial.protocol.reader.LargestProtocolTest;

/** The limits of requests and protocols keep every entry within 65,535 bytes. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LargestEntriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Three bytes in UTF-8: no character that counts as one in a limit has more. */
  private static final String WIDE = "界";

  private static final String WHO = WIDE.repeat(255);
  private static final String WHY = WIDE.repeat(2000);
  private static final String SITE = longest("s", 0);

  @Inject DataSource database;
  @Inject Allocations allocations;

  private TrialUnderTest trial;
  private final TreeMap<String, Integer> sizes = new TreeMap<>();

  private static String token(String... groups) {
    return Tokens.sign(Tokens.claims(groups).subject(WHO));
  }

  private static String manager() {
    return token("manager", "auditor");
  }

  private ValidatableResponse post(String token, String path, Map<String, Object> body) {
    return trial.post(token, path, body);
  }

  /** As {@link LargestProtocolTest#largest}, but most criteria can be failed. */
  private static String protocol(String code, int version) {
    String text =
        LargestProtocolTest.largest()
            .replaceFirst("(?m)^trial: .*$", "trial: " + code)
            .replaceFirst("(?m)^title: .*$", "title: " + WHY)
            .replaceFirst(
                "(?m)^version: 1$",
                version == 1 ? "version: 1" : "version: " + version + "\nreason: " + WHY);
    for (int i = 9; i < 200; i++) {
      text =
          text.replace(
              "rule: \"%s in ['%s', '%s']\""
                  .formatted(longest("v", i), longest("x", i), longest("y", i)),
              "rule: \"%s == '%s'\"".formatted(longest("v", i), longest("x", i)));
    }
    return text;
  }

  /** All values; from this variable on those that fail a criterion. */
  private static Screenings screening(int failing) {
    Screenings all = Screenings.nothing();
    for (int i = 0; i < 200; i++) {
      all = all.with(longest("v", i), longest(i < failing ? "x" : "y", i));
    }
    return all;
  }

  private Map<String, Object> request(String subject, Screenings screening) {
    return Map.of("subject", subject, "site", SITE, "screening", screening, "requestedBy", WHO);
  }

  /** Notes the size of each entry in the trial's log. */
  private void measure() throws Exception {
    for (String leaf : trial.log()) {
      sizes.merge(
          JSON.readTree(leaf).path("type").asText(), leaf.getBytes(UTF_8).length, Math::max);
    }
  }

  @Test
  @Tag("R08")
  void the_largest_entry_of_every_type_has_room() throws Exception {
    String code = ("t-" + UUID.randomUUID() + "-" + "x".repeat(64)).substring(0, 64);
    trial = TrialUnderTest.register(protocol(code, 1));
    trial = TrialUnderTest.register(protocol(code, 2));
    post(
            manager(),
            "sites",
            Map.of(
                "code", SITE,
                "name", WHY,
                "timeZone", "America/Argentina/ComodRivadavia",
                "reason", WHY))
        .statusCode(201);
    post(manager(), "status", Map.of("status", "OPEN", "reason", WHY)).statusCode(200);

    post(token("edc"), "allocations", request(longest("S", 1), screening(200))).statusCode(201);
    post(token("edc"), "allocations", request(longest("S", 2), screening(9)))
        .statusCode(409)
        .body("type", endsWith("/subject-not-eligible"))
        .body("criteria", hasSize(191));
    post(token("edc"), "allocations", request(longest("S", 3), Screenings.nothing()))
        .statusCode(409)
        .body("type", endsWith("/screening-incomplete"))
        .body("missing", hasSize(200));
    emergency();
    for (String read : List.of("balance", "schedule?stratum=" + stratum(200))) {
      trial.get(token("statistician"), read).statusCode(200);
    }
    trial.get(token("auditor"), "log/export").statusCode(200);
    String corrections = "allocations/" + longest("S", 1) + "/corrections";
    post(
            manager(),
            corrections,
            Map.of("kind", "STRATUM_CORRECTED", "reason", WHY, "screening", screening(0)))
        .statusCode(201);
    post(manager(), corrections, Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", WHY))
        .statusCode(201);
    measure();

    breakLog();
    post(manager(), "log/restart", Map.of("reason", WHY)).statusCode(201);
    post(manager(), "status", Map.of("status", "CLOSED", "reason", WHY)).statusCode(200);
    post(manager(), "key-reveal", Map.of("reason", WHY)).statusCode(201);
    measure();

    assertThat(sizes.keySet())
        .as("the types with a largest entry here")
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(EntryType.values()).map(Enum::name).collect(toSet()));
    assertThat(sizes).allSatisfy((type, size) -> assertThat(size).as(type).isLessThan(65_535));
  }

  private String stratum(int failing) {
    return trial.protocol().stratum(screening(failing).read(trial.protocol())).orElseThrow();
  }

  private void emergency() {
    ValidatableResponse list =
        post(
                token("statistician"),
                "emergency-lists",
                Map.of("site", SITE, "places", 1, "reason", WHY))
            .statusCode(201);
    JsonNode card = TrialUnderTest.json(list).at("/items/0");
    String subject = longest("S", 4);
    post(token("edc"), "assessments", request(subject, screening(200))).statusCode(201);
    Map<String, Object> opened = new HashMap<>();
    opened.put("stratum", card.path("stratum").asText());
    opened.put("place", 1);
    opened.put("arm", card.at("/arm/code").asText());
    opened.put("subject", subject);
    opened.put("openedAt", Instant.now().toString());
    opened.put("openedBy", WHO);
    opened.put("reason", WHY);
    post(manager(), "emergency-lists/1/allocations", opened).statusCode(201);
  }

  private void breakLog() throws Exception {
    Tampering.alter(
        database,
        "update log_entry set actor = 'somebody' where trial = ? and entry_index = 3",
        trial.code());
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(false));
  }

  /** Violations as a gateway could report them, at their worst. */
  static Stream<List<Violation>> violations() {
    Violation control = new Violation("/" + "\u0001".repeat(199), "\u0001".repeat(300));
    return Stream.of(
        Collections.nCopies(900, new Violation("", "The mapping has no such question.")),
        Collections.nCopies(900, new Violation("/question1", WIDE.repeat(64))),
        Collections.nCopies(200, new Violation("/" + WIDE.repeat(300), WIDE.repeat(10_000))),
        Collections.nCopies(65_536, control),
        List.of(new Violation("/x", "\u0001".repeat(100_000))),
        List.of(new Violation("/x", "\ud83d\udc69".repeat(50_000))));
  }

  @ParameterizedTest
  @MethodSource("violations")
  @Tag("R08")
  void a_refusal_of_a_gateway_is_shortened_and_says_so(List<Violation> violations)
      throws Exception {
    trial = TrialUnderTest.shipped();
    Caller caller =
        new Caller(WHO, Set.of(Role.EDC), new Reach(true, Set.of()), new Reach(true, Set.of()));
    InvalidRequest refusal = new InvalidRequest(violations);

    allocations.refuse(
        caller,
        trial.code(),
        new Attempt(longest("S", 1), Optional.of(trial.site()), Optional.of(WHO)),
        refusal);

    List<String> log = trial.log();
    String leaf = log.get(log.size() - 1);
    assertThat(leaf.getBytes(UTF_8)).hasSizeLessThan(65_535);
    JsonNode data = JSON.readTree(leaf).path("data");
    assertThat(data.path("problem").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(data.path("violations")).hasSizeBetween(1, 100);
    assertThat(data.path("violations").size() + data.path("violationsLeftOut").asInt())
        .isEqualTo(violations.size());
    int kept = refusal.violations().size();
    assertThat(refusal.detail())
        .isEqualTo(
            violations.size() == 1
                ? "One member is wrong."
                : violations.size()
                    + " members are wrong. Only the first "
                    + (kept == 1 ? "is" : kept + " are")
                    + " listed.");
    assertThat(refusal.violations())
        .allSatisfy(violation -> assertThat(violation.message()).hasSizeLessThanOrEqualTo(7_000));
  }
}
