package org.kleroterion.log.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.Whole;
import org.kleroterion.api.Backup;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.log.Auditor;
import org.kleroterion.log.checkpoint.Anchor;
import org.kleroterion.log.checkpoint.Origins;
import org.kleroterion.log.checkpoint.PublishedCheckpointRepository;
import org.kleroterion.log.entry.EntryRepository;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.RecordCheck;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.log.signing.Publisher;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.protocol.Screenings;

/** A log that is not what was signed: found, stopped, named, and let go on once it is mended. */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogGuardTest {
  /** 0 registered, 1 opened, then S-1, S-2 and S-3 assessed and allocated, S-4 assessed. */
  private static final int SIZE = 9;

  /** The log was as small when only S-1 was allocated. */
  private static final int EARLIER = 4;

  private static final String ZEROS = "cast('" + "0".repeat(2 * Hash.BYTES) + "' as bytea)";

  private static TrialUnderTest other;

  @Inject DataSource database;
  @Inject Settings settings;
  @Inject LogGuard guard;
  @Inject LogCheck check;
  @Inject LogHeadRepository heads;
  @Inject Durability durability;
  @Inject EntryRepository entries;
  @Inject PublishedCheckpointRepository published;
  @Inject Origins origins;
  @Inject @All List<RecordCheck> records;
  @Inject Publisher publisher;
  @Inject Transactions transactions;
  @Inject TrialTroubles troubles;

  private TrialUnderTest trial;
  private Backup earlier;
  private Backup sound;
  private byte[] soundAnchor;
  private String assessment;
  private String answer;
  private String refusal = "/log-broken";

  @BeforeEach
  void fill() throws Exception {
    if (other == null) {
      other = TrialUnderTest.shipped();
    }
    trial = TrialUnderTest.shipped();
    allocate("S-1");
    answer = trial.allocate("S-1", assessment).statusCode(200).extract().asString();
    earlier = Backup.of(database, trial);
    allocate("S-2");
    allocate("S-3");
    assessment = trial.assessed("S-4", Screenings.eligible());
    publisher.publish();
    sound = Backup.of(database, trial);
    soundAnchor = Files.readAllBytes(anchor());
  }

  private void allocate(String subject) {
    assessment = trial.assessed(subject, Screenings.eligible());
    trial.allocate(subject, assessment).statusCode(201);
  }

  @AfterEach
  void undo() throws Exception {
    if (!verified().path("sound").booleanValue()) {
      mend();
      assertThat(verified().path("sound").booleanValue()).isTrue();
    }
  }

  private void mend() throws Exception {
    sound.restore();
    remove(anchor());
    Files.write(anchor(), soundAnchor);
  }

  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      Files.delete(path.resolve("file"));
    }
    Files.deleteIfExists(path);
  }

  private Path anchor() {
    return settings.log().anchorDirectory().orElseThrow().resolve(trial.code() + ".checkpoint");
  }

  // ---- The ways to alter a log.

  private interface Work {
    void on(LogGuardTest test) throws Exception;
  }

  /**
   * @param found what the check says of it
   */
  private record Alteration(String found, Work work) {}

  private static Alteration sql(String found, String... statements) {
    return new Alteration(found, test -> test.alter(statements));
  }

  private static Map<String, Alteration> alterations() {
    Map<String, Alteration> all = new LinkedHashMap<>();
    String first = "update log_entry set ";
    String of3 = " where trial = ? and entry_index = 3";
    all.put(
        "an entry names another arm",
        new Alteration(
            "entry 3 or its hashes were changed", test -> test.rewrite(3, LogGuardTest::swapArms)));
    all.put(
        "an entry has another salt and the hashes in its row fit",
        new Alteration(
            "entry 7 or its hashes were changed",
            test -> test.rehash(3, EARLIER, LogGuardTest::otherSalt)));
    all.put(
        "an entry has another salt and the whole tree fits",
        new Alteration(
            "its first 9 entries are not those of the ",
            test -> test.rehash(3, SIZE, LogGuardTest::otherSalt)));
    all.put("a hash is another", sql("entry 3 or its", first + "hashes = " + ZEROS + of3));
    all.put(
        "a hash is cut", sql("entry 3 or its", first + "hashes = substring(hashes, 1, 33)" + of3));
    all.put(
        "the hashes are gone", sql("entry 3 or its", first + "hashes = cast('' as bytea)" + of3));
    for (String column :
        List.of(
            "type = 'BALANCE_READ'",
            "actor = 'dr.li'",
            "subject = 'S-9'",
            "subject = null",
            "site = 'pumch'",
            "site = null",
            "recorded_at = timestamp with time zone '2020-01-01 00:00:00Z'")) {
      all.put(
          "a column of an entry is another: " + column,
          sql("the columns of entry 3 differ from its leaf", first + column + of3));
    }
    all.put(
        "an entry is gone",
        sql("entry 4 is missing", "delete from log_entry where trial = ? and entry_index = 4"));
    all.put(
        "the last entry is gone",
        sql("entry 8 is missing", "delete from log_entry where trial = ? and entry_index = 8"));
    all.put(
        "two entries have changed places",
        sql(
            "the columns of entry 4 differ from its leaf",
            first + "entry_index = -1 where trial = ? and entry_index = 4",
            first + "entry_index = 4 where trial = ? and entry_index = 6",
            first + "entry_index = 6 where trial = ? and entry_index = -1"));
    all.put(
        "there is an entry behind the last",
        sql(
            "there are entries after its end",
            "insert into log_entry select trial, 9, recorded_at, type, actor, subject, site, leaf,"
                + " hashes from log_entry where trial = ? and entry_index = 8"));

    String head = "update log_head set ";
    String its = " where trial = ?";
    all.put("the head is smaller", sql("it has 8 entries, but the ", head + "size = 8" + its));
    all.put("the head is larger", sql("entry 9 is missing", head + "size = 10" + its));
    all.put(
        "the head has another tree",
        sql("its head does not match its 9 entries", head + "frontier = " + ZEROS + its));
    all.put(
        "the head has no tree",
        sql(
            "the frontier in its head does not fit its size of 9 entries",
            head + "frontier = cast('' as bytea)" + its));
    all.put(
        "the head has half a hash",
        sql(
            "the frontier in its head does not fit its size of 9 entries",
            head + "frontier = cast('x' as bytea)" + its));
    all.put(
        "the head has another time",
        sql(
            "its head does not match its 9 entries",
            head + "last_time = timestamp with time zone '2020-01-01 00:00:00Z'" + its));
    all.put(
        "the head has another name",
        new Alteration(
            "its key differs from the key in its entry 0",
            test -> {
              remove(test.anchor());
              test.alter(
                  head + "origin = 'elsewhere.test/v1/trials/x/log'" + its,
                  "delete from log_checkpoint where trial = ?");
            }));
    all.put(
        "the head is the one of an entry before",
        new Alteration("it has 8 entries, but the ", test -> test.setHeadBack(SIZE - 1)));
    all.put(
        "all is as it was when a backup was made",
        new Alteration("it has 4 entries, but the ", test -> test.earlier.restore()));

    String allocation = "update allocation set ";
    String s2 = " where trial = ? and subject = 'S-2'";
    for (String column :
        List.of(
            "arm = case arm when 'WLRT' then 'CONTROL' else 'WLRT' end",
            "subject = 'S-9'",
            "number = 99",
            "stratum = 'visceral=yes,metastases=1-2,receptor=positive'",
            "site = 'pumch'",
            "allocated_by = 'dr.li'",
            "allocated_at = timestamp with time zone '2020-01-01 00:00:00Z'",
            "assessment = cast('9b2f4c1e-0d3a-4f7b-8c5d-6e1f2a3b4c5d' as uuid)")) {
      all.put(
          "an allocation is another: " + column,
          sql("the allocation row of entry 5 does not match", allocation + column + s2));
    }
    all.put(
        "an allocation is another entry's",
        sql("the allocation row of entry 4 does", allocation + "entry_index = 4" + s2));
    all.put(
        "an allocation is gone",
        sql("the allocation row of entry 5 does not match", "delete from allocation" + s2));

    for (String column :
        List.of(
            "verdict = 'INELIGIBLE'",
            "screening = replace(screening, '58', '59')",
            "outcomes = replace(outcomes, 'MET', 'MISSING')",
            "stratum = null",
            "site = 'pumch'",
            "assessed_by = 'dr.li'",
            "id = cast('9b2f4c1e-0d3a-4f7b-8c5d-6e1f2a3b4c5d' as uuid)")) {
      all.put(
          "an assessment is another: " + column,
          sql(
              "the assessment row of entry 4 does not match the entry",
              "update assessment set " + column + s2));
    }
    all.put(
        "an assessment is gone",
        sql("the assessment row of entry 4 does not match", "delete from assessment" + s2));
    for (String column : List.of("issued = issued + 1", "issued = 0", "block = block + 1")) {
      all.put(
          "a cursor is elsewhere: " + column,
          sql(
              "does not match its allocations",
              "update stratum_cursor set " + column + " where trial = ? and issued > 0"));
    }

    String kept = "update log_checkpoint set ";
    all.put(
        "a kept checkpoint is none",
        sql("the checkpoint in the database is not valid for this log", kept + "note = 'x'" + its));
    all.put(
        "a kept checkpoint has another signature",
        sql(
            "the checkpoint in the database is not valid for this log",
            kept + "note = replace(note, '\n9\n', '\n8\n')" + its));
    all.put(
        "a kept checkpoint is said to be of another size",
        sql(
            "the checkpoint in the database for 8 entries has another size",
            kept + "size = 8" + its));

    String anchorKeeps = "the checkpoint in the anchor directory";
    all.put(
        "the anchor is garbled",
        new Alteration(
            anchorKeeps + " is not valid for this log",
            test -> Files.write(test.anchor(), new byte[] {(byte) 0xff, 0, '\n', '\n'})));
    all.put(
        "the anchor is empty",
        new Alteration(
            anchorKeeps + " is not valid for this log",
            test -> Files.write(test.anchor(), new byte[0])));
    all.put(
        "the anchor is another trial's",
        new Alteration(
            anchorKeeps + " is not valid for this log",
            test ->
                Files.copy(
                    test.anchor().resolveSibling(other.code() + ".checkpoint"),
                    test.anchor(),
                    StandardCopyOption.REPLACE_EXISTING)));
    all.put(
        "the anchor is of a larger log",
        new Alteration(
            "it has 9 entries, but " + anchorKeeps + " has 50", test -> test.forgeAnchor(50)));
    all.put(
        "the anchor is of another log of the same size",
        new Alteration("have different roots for 9 entries", test -> test.forgeAnchor(SIZE)));
    all.put(
        "the anchor is of another log of a smaller size",
        new Alteration(
            "its first 5 entries are not those of " + anchorKeeps, test -> test.forgeAnchor(5)));
    all.put(
        "the anchor cannot be read",
        new Alteration(
            "the checkpoint in the anchor directory cannot be read",
            test -> {
              Files.delete(test.anchor());
              Files.createDirectory(test.anchor());
              Files.createFile(test.anchor().resolve("file"));
            }));
    return all;
  }

  static List<String> names() {
    return Whole.part(4, List.copyOf(alterations().keySet()));
  }

  private void alter(String... statements) throws SQLException {
    for (String sql : statements) {
      assertThat(Tampering.alter(database, sql, trial.code())).as(sql).isOne();
    }
  }

  private static String swapArms(String leaf) {
    return leaf.contains("\"WLRT\"")
        ? leaf.replace("\"WLRT\"", "\"CONTROL\"")
        : leaf.replace("\"CONTROL\"", "\"WLRT\"");
  }

  private static String otherSalt(String leaf) {
    return leaf.replaceFirst("\"salt\":\"[0-9a-f]{4}", "\"salt\":\"0000");
  }

  private void rewrite(int index, UnaryOperator<String> change) throws SQLException {
    rehash(index, 0, change);
  }

  /** Changes an entry, and computes the hashes again up to, but without, another; or of all. */
  private void rehash(int index, int end, UnaryOperator<String> change) throws SQLException {
    Tampering.freely(
        database,
        connection -> {
          Frontier frontier = Frontier.EMPTY;
          for (int i = 0; i < SIZE; i++) {
            byte[] leaf = leaf(connection, i);
            if (i == index) {
              String changed = change.apply(new String(leaf, StandardCharsets.UTF_8));
              assertThat(changed).isNotEqualTo(new String(leaf, StandardCharsets.UTF_8));
              leaf = changed.getBytes(StandardCharsets.UTF_8);
              write(connection, "leaf", leaf, i);
            }
            Frontier.Appended appended = frontier.append(Hash.ofLeaf(leaf));
            if (i < end) {
              write(connection, "hashes", Hashes.join(appended.completed()), i);
            }
            frontier = appended.frontier();
          }
          return end == SIZE ? writeHead(connection, frontier) : 0;
        });
  }

  /** As it was when the log had this size, and the entries behind it are still there. */
  private void setHeadBack(int size) throws SQLException {
    Tampering.freely(
        database,
        connection -> {
          Frontier frontier = Frontier.EMPTY;
          for (int i = 0; i < size; i++) {
            frontier = frontier.append(Hash.ofLeaf(leaf(connection, i))).frontier();
          }
          return writeHead(connection, frontier);
        });
  }

  private byte[] leaf(Connection connection, int index) throws SQLException {
    try (PreparedStatement read =
        connection.prepareStatement(
            "select leaf from log_entry where trial = ? and entry_index = ?")) {
      read.setString(1, trial.code());
      read.setLong(2, index);
      try (ResultSet row = read.executeQuery()) {
        row.next();
        return row.getBytes(1);
      }
    }
  }

  private void write(Connection connection, String column, byte[] bytes, int index)
      throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            "update log_entry set " + column + " = ? where trial = ? and entry_index = ?")) {
      write.setBytes(1, bytes);
      write.setString(2, trial.code());
      write.setLong(3, index);
      write.executeUpdate();
    }
  }

  private int writeHead(Connection connection, Frontier frontier) throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            "update log_head set size = ?, frontier = ?, last_time = (select recorded_at from"
                + " log_entry where trial = ? and entry_index = ?) where trial = ?")) {
      write.setLong(1, frontier.size());
      write.setBytes(2, Hashes.join(frontier.subtrees()));
      write.setString(3, trial.code());
      write.setLong(4, frontier.size() - 1);
      write.setString(5, trial.code());
      return write.executeUpdate();
    }
  }

  /** Puts a checkpoint into the anchor that the log's key has signed, of a tree that never was. */
  private void forgeAnchor(int size) throws IOException {
    LogId log = transactions.run(() -> heads.current(trial.code())).orElseThrow().log();
    Hash root = Hash.ofLeaf(new byte[] {1});
    Files.writeString(
        anchor(),
        origins.key(log.origin()).sign(new Checkpoint(log.origin(), size, root).text()).format());
  }

  // ---- What must hold.

  private JsonNode verified() {
    return TrialUnderTest.json(trial.get(Tokens.auditor(), "log/verification").statusCode(200));
  }

  private Map<String, Long> rows() throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : Backup.TABLES) {
        try (ResultSet count =
            statement.executeQuery(
                "select count(*) from " + table + " where trial = '" + trial.code() + "'")) {
          count.next();
          rows.put(table, count.getLong(1));
        }
      }
      try (ResultSet head =
          statement.executeQuery(
              "select size, (select sum(issued) from stratum_cursor where trial = h.trial)"
                  + " from log_head h where trial = '"
                  + trial.code()
                  + "'")) {
        head.next();
        rows.put("size", head.getLong(1));
        rows.put("issued", head.getLong(2));
      }
    }
    return rows;
  }

  private void assertBroken(ValidatableResponse response) {
    response.statusCode(503).contentType("application/problem+json");
    assertThat(TrialUnderTest.json(response).path("type").textValue()).endsWith(refusal);
  }

  private void assertNothingIsWritten() throws SQLException {
    Map<String, Long> before = rows();
    assertBroken(trial.assess("S-5", Screenings.eligible()));
    assertBroken(trial.allocate("S-4", assessment));
    assertBroken(trial.allocate("S-5", "00000000-0000-4000-8000-000000000000"));
    assertBroken(trial.becomes("PAUSED"));
    assertBroken(
        trial.post(
            Tokens.manager(),
            "allocations/S-1/corrections",
            Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Consent was withdrawn")));
    assertBroken(
        trial.post(
            Tokens.manager(),
            "sites",
            Map.of("code", "new", "name", "N", "timeZone", "Asia/Shanghai", "reason", "More")));
    assertBroken(trial.get(Tokens.statistician(), "balance"));
    assertBroken(trial.get(Tokens.auditor(), "log/export"));
    assertBroken(trial.get(Tokens.enroller(), "log/checkpoint"));
    assertBroken(trial.get(Tokens.enroller(), "log/0/proof"));
    assertThat(rows()).isEqualTo(before);
  }

  private void assertReadingGoesOn() {
    trial.get(Tokens.enroller(), "").statusCode(200).body("vkey", notNullValue());
    trial.get(Tokens.auditor(), "log").statusCode(200);
    trial.get(Tokens.auditor(), "log/0").statusCode(200);
    trial.get(Tokens.auditor(), "log/tile/0/000.p/2").statusCode(200);
    trial.get(Tokens.auditor(), "log/tile/entries/000.p/2").statusCode(200);
    trial.get(Tokens.auditor(), "allocations").statusCode(200);
    trial.get(Tokens.auditor(), "assessments").statusCode(200);
    trial
        .get(Tokens.enroller(), "allocations/S-1")
        .statusCode(200)
        .body("arm.code", equalTo(new JsonPath(answer).getString("arm.code")))
        .body("receipt", nullValue());
  }

  private static String readiness(int status) {
    return Management.readiness().statusCode(status).extract().asString();
  }

  /** Other trials can be served, so the service is ready. */
  private void assertReported(Kind kind, String reason) {
    String readiness = readiness(200);
    assertThat(new JsonPath(readiness).getString("status")).isEqualTo("UP");
    assertThat(
            new JsonPath(readiness)
                .<String>get(
                    "checks.find { it.name == 'At least one trial can be served' }.data.'"
                        + trial.code()
                        + "'"))
        .contains(kind.label() + ": ", reason);
    String metrics = Management.metrics();
    for (Kind one : Kind.values()) {
      // The tester's own volume may be full.
      if (one == Kind.ANCHOR_FULL) {
        continue;
      }
      assertThat(metrics)
          .contains(
              "kleroterion_trial_trouble{kind=\""
                  + one.label()
                  + "\",trial=\""
                  + trial.code()
                  + "\"} "
                  + (one == kind ? "1.0" : "0.0"));
    }
    assertThat(readiness).doesNotContain("CONTROL", "WLRT", "S-2", ServiceUnderTest.MASTER_SECRET);
    assertThat(readiness).doesNotContain(other.code());
  }

  private static void assertOthersGoOn() {
    String subject = "S-" + UUID.randomUUID().toString().substring(0, 8);
    other
        .allocate(subject, other.assessed(subject, Screenings.eligible()))
        .statusCode(201)
        .body("receipt", notNullValue());
  }

  private void assertGoesOn() {
    assertThat(verified().path("sound").booleanValue()).isTrue();
    assertThat(new JsonPath(readiness(200)).getString("status")).isEqualTo("UP");
    trial.allocate("S-4", assessment).statusCode(201).body("number", equalTo(4));
    assertThat(
            trial
                .allocate("S-1", new JsonPath(answer).getString("assessment"))
                .statusCode(200)
                .extract()
                .asString())
        .isEqualTo(answer);
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("R09")
  @Tag("R17")
  void an_alteration_is_found_and_stops_its_trial_until_it_is_undone(String what) throws Exception {
    Alteration alteration = alterations().get(what);
    // A file that cannot be read says nothing about the log.
    Kind kind = what.equals("the anchor cannot be read") ? Kind.ANCHOR_UNREADABLE : Kind.LOG_BROKEN;
    refusal = kind == Kind.LOG_BROKEN ? "/log-broken" : "/trial-refused";
    alteration.work().on(this);

    JsonNode found = verified();

    assertThat(found.path("trouble").textValue()).contains(alteration.found());
    assertThat(found.path("sound").booleanValue()).isFalse();
    assertThat(found.path("root").textValue()).isNull();
    assertNothingIsWritten();
    assertReadingGoesOn();
    assertReported(kind, alteration.found());
    assertOthersGoOn();

    mend();
    assertGoesOn();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "update assessment set outcomes = '{' where trial = ? and subject = 'S-2'"
            + " | the assessment row of entry 4 does not match the entry",
        "update assessment set protocol_version = 2 where trial = ? and subject = 'S-2'"
            + " | the assessment row of entry 4 does not match the entry",
        "update stratum_cursor set position = 9 where trial = ? and issued > 0"
            + " | does not match its allocations"
      })
  @Tag("R09")
  void what_no_request_can_make_sense_of_is_found_too(String sql, String trouble)
      throws SQLException {
    alter(sql);

    assertThat(verified().path("trouble").textValue()).contains(trouble);

    Map<String, Long> before = rows();
    assertBroken(trial.assess("S-5", Screenings.eligible()));
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  @Tag("R09")
  void a_log_that_nobody_altered_is_sound() {
    JsonNode found = verified();

    assertThat(found.path("sound").booleanValue()).isTrue();
    assertThat(found.path("trouble").textValue()).isNull();
    assertThat(found.path("size").intValue()).isEqualTo(SIZE);
    Checkpoint checkpoint =
        Auditor.of(trial)
            .checkpoint(trial.get(Tokens.auditor(), "log/checkpoint").extract().asString());
    assertThat(found.path("root").textValue()).isEqualTo(checkpoint.root().base64());
    assertThat(found.path("origin").textValue()).isEqualTo(checkpoint.origin());
    // A check is no event.
    assertThat(trial.log()).hasSize(SIZE);
  }

  // ---- Without anybody asking.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all is as it was when a backup was made",
        "the head is the one of an entry before",
        "the head is smaller",
        "the head has another tree",
        "the head has no tree",
        "the head has half a hash",
        "an entry has another salt and the whole tree fits"
      })
  @Tag("R09")
  @Tag("R17")
  void a_head_that_is_not_the_one_signed_is_refused_at_the_very_next_write(String what)
      throws Exception {
    alterations().get(what).work().on(this);

    assertNothingIsWritten();

    assertThat(troubles.reason(trial.code(), Kind.LOG_BROKEN)).isPresent();
    mend();
    assertGoesOn();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "an entry names another arm",
        "an entry has another salt and the hashes in its row fit",
        "a hash is another",
        "a hash is cut",
        "the hashes are gone"
      })
  @Tag("R03")
  @Tag("R09")
  void an_altered_entry_is_not_signed_for_again(String what) throws Exception {
    alterations().get(what).work().on(this);
    Map<String, Long> before = rows();

    assertBroken(trial.allocate("S-1", new JsonPath(answer).getString("assessment")));

    assertThat(rows()).isEqualTo(before);
    assertBroken(trial.get(Tokens.enroller(), "allocations/S-1/receipt"));
    assertReadingGoesOn();
    mend();
    assertGoesOn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"log/5/proof", "log/proof?from=3", "allocations/S-1/receipt"})
  @Tag("R09")
  void a_proof_over_an_altered_tree_is_not_given(String path) throws Exception {
    rehash(3, EARLIER, LogGuardTest::otherSalt);

    assertBroken(trial.get(Tokens.enroller(), path));

    assertThat(troubles.reason(trial.code(), Kind.LOG_BROKEN)).isPresent();
  }

  @Test
  @Tag("R12")
  void a_bundle_that_lacks_an_entry_is_not_handed_out_for_good() throws Exception {
    alterations().get("an entry is gone").work().on(this);

    assertBroken(trial.get(Tokens.auditor(), "log/tile/entries/000.p/9"));

    trial.get(Tokens.auditor(), "log/tile/entries/000.p/4").statusCode(200);
    assertThat(troubles.reason(trial.code(), Kind.LOG_BROKEN)).isPresent();
  }

  // ---- At a start, where nothing is known but what was kept.

  private String foundAtStart() {
    return new LogGuard(
            check, heads, durability, transactions, new TrialTroubles(new SimpleMeterRegistry()))
        .check(trial.code())
        .trouble()
        .orElse("nothing");
  }

  @Test
  @Tag("R17")
  void at_a_start_a_log_that_is_shorter_than_a_checkpoint_in_the_database_is_found()
      throws Exception {
    remove(anchor());
    List<String> tables = new ArrayList<>(Backup.TABLES);
    tables.removeIf(table -> table.startsWith("log_checkpoint"));
    earlier.restore(tables);

    assertThat(foundAtStart())
        .isEqualTo("it has 4 entries, but the checkpoint in the database has " + SIZE);
  }

  @Test
  @Tag("R17")
  void at_a_start_a_database_that_was_wholly_set_back_is_found_by_the_anchor() throws Exception {
    earlier.restore();

    assertThat(foundAtStart())
        .isEqualTo("it has 4 entries, but the checkpoint in the anchor directory has " + SIZE);
  }

  @Test
  @Tag("R17")
  void without_an_anchor_only_witnesses_and_receipts_tell_a_whole_backup_from_the_log()
      throws Exception {
    remove(anchor());
    earlier.restore();

    assertThat(foundAtStart()).isEqualTo("nothing");
    // The running service still knows what it signed.
    assertThat(verified().path("trouble").textValue()).contains("it has 4 entries");
  }

  @Test
  @Tag("R09")
  void at_a_start_a_tree_that_was_computed_again_is_found() throws Exception {
    rehash(3, SIZE, LogGuardTest::otherSalt);
    assertThat(foundAtStart()).contains("its first 9 entries are not those of the checkpoint");

    remove(anchor());
    assertThat(foundAtStart())
        .isEqualTo("its first 9 entries are not those of the checkpoint in the database");
  }

  private LogCheck.Result checkedWithAnotherSecret() {
    Origins others = new Origins(settings, origin -> new SigningKey(origin, new byte[Hash.BYTES]));
    Anchor anchor = new Anchor(settings, new TrialTroubles(new SimpleMeterRegistry()));
    return new LogCheck(heads, entries, published, anchor, others, records, transactions)
        .run(trial.code(), Optional.empty());
  }

  @Test
  @Tag("R15")
  @Tag("R17")
  void at_a_start_another_master_secret_is_not_taken_for_a_broken_log() {
    LogCheck.Result found = checkedWithAnotherSecret();

    assertThat(found.kind()).isEqualTo(Kind.SECRET_MISMATCH);
    assertThat(found.trouble().orElseThrow())
        .contains("another master secret", "Start the service with the master secret");
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("R09")
  @Tag("R17")
  void at_a_start_another_master_secret_does_not_hide_an_alteration(String what) throws Exception {
    alterations().get(what).work().on(this);

    LogCheck.Result found = checkedWithAnotherSecret();

    assertThat(found.trouble()).isPresent();
    // The rows beside the log are compared once the right secret is back: arms follow from it.
    boolean besideTheLog = what.matches("(an allocation|an assessment|a cursor) is .*");
    assertThat(found.kind())
        .isEqualTo(
            besideTheLog
                ? Kind.SECRET_MISMATCH
                : what.equals("the anchor cannot be read")
                    ? Kind.ANCHOR_UNREADABLE
                    : Kind.LOG_BROKEN);
  }

  @Test
  void a_log_that_cannot_be_checked_is_not_restarted() throws Exception {
    alterations().get("the anchor cannot be read").work().on(this);

    trial
        .post(Tokens.manager(), "log/restart", Map.of("reason", "The alert says so"))
        .statusCode(409)
        .body("type", endsWith("/restart-refused"))
        .body("detail", containsString("cannot be checked"));
  }

  // ---- What is no alteration.

  @Test
  @Tag("R17")
  void what_is_signed_while_a_check_begins_is_not_taken_for_a_log_that_was_set_back() {
    Anchor anchor =
        new Anchor(settings, new TrialTroubles(new SimpleMeterRegistry())) {
          @Override
          public Optional<byte[]> read(LogId log) throws IOException {
            allocate("S-5");
            return super.read(log);
          }
        };

    LogCheck.Result found =
        new LogCheck(heads, entries, published, anchor, origins, records, transactions)
            .run(trial.code(), Optional.empty());

    assertThat(found.trouble()).isEmpty();
    assertThat(found.head().size()).isEqualTo(SIZE + 2);
  }

  @Test
  @Tag("R17")
  void checks_and_checkpoints_beside_allocations_find_nothing() {
    CompletableFuture<Void> allocating =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 10; i < 50; i++) {
                allocate("S-" + i);
              }
            });
    while (!allocating.isDone()) {
      JsonNode found = verified();
      assertThat(found.path("trouble").textValue()).isNull();
      trial.get(Tokens.enroller(), "log/checkpoint").statusCode(200);
    }
    allocating.join();
    assertThat(troubles.reason(trial.code(), Kind.LOG_BROKEN)).isEmpty();
    assertThat(verified().path("size").intValue()).isEqualTo(SIZE + 80);
  }
}
