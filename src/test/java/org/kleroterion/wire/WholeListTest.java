package org.kleroterion.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.delivery.Deliveries;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.protocol.Screenings;

/** JSON has pages; CSV and NDJSON hold the whole list, or are visibly cut off. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WholeListTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MANY = 110;
  private static final String CSV = "text/csv";
  private static final String NDJSON = "application/x-ndjson";

  /** How a chunked body ends that is complete (RFC 9112 §7.1). */
  private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

  private static TrialUnderTest filled;

  @TestHTTPResource("/")
  URL url;

  @Inject Deliveries deliveries;
  @Inject TrialLog log;
  @Inject Transactions transactions;
  @Inject DataSource database;

  /** More than a page of everything. No test changes it. */
  @BeforeEach
  void fill() {
    if (filled != null) {
      return;
    }
    TrialUnderTest trial = TrialUnderTest.shipped();
    for (int i = 1; i <= MANY; i++) {
      trial
          .post(
              Tokens.edc(),
              "allocations",
              Map.of(
                  "subject",
                  "S-" + i,
                  "site",
                  trial.site(),
                  "screening",
                  Screenings.eligible(i % 2 == 0, 2, "positive"),
                  "requestedBy",
                  "=HYPERLINK(\"https://evil.example\")"))
          .statusCode(201);
      trial
          .post(
              Tokens.manager(),
              "allocations/S-1/corrections",
              Map.of(
                  "kind",
                  "STRATUM_CORRECTED",
                  "reason",
                  "@SUM(A1:A" + i + ")",
                  "screening",
                  Screenings.eligible(false, 2, i % 2 == 0 ? "positive" : "negative")))
          .statusCode(201);
      trial
          .post(
              Tokens.statistician(),
              "emergency-lists",
              Map.of("site", trial.site(), "places", 1, "reason", "-1+" + i))
          .statusCode(201);
    }
    transactions.run(
        () -> {
          for (int i = 1; i <= MANY; i++) {
            deliveries.enqueue(trial.code(), "none", i, "+" + i, "=about " + i, log.now());
            deliveries.enqueue(trial.code(), "none-" + i, i, "S-1", "about", log.now());
          }
          return MANY;
        });
    filled = trial;
  }

  private static ValidatableResponse get(String role, String media, String path) {
    return TrialUnderTest.as(Tokens.of(role))
        .accept(media)
        .get(path.replace("{trial}", filled.code()))
        .then();
  }

  private static List<JsonNode> lines(ValidatableResponse ndjson) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : ndjson.statusCode(200).extract().asString().split("\n")) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<List<String>> rows(String csv) throws IOException {
    try (MappingIterator<List<String>> rows =
        new CsvMapper()
            .readerForListOf(String.class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .readValues(csv)) {
      return rows.readAll();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "auditor, /v1/trials, trial, 1",
    "auditor, /v1/trials/{trial}/allocations, subject, 110",
    "auditor, /v1/trials/{trial}/assessments, subject, 110",
    "auditor, /v1/trials/{trial}/allocations/S-1/corrections, sequence, 110",
    "auditor, /v1/trials/{trial}/emergency-lists, list, 110",
    "auditor, /v1/trials/{trial}/destinations, destination, 111",
    "auditor, /v1/trials/{trial}/destinations/none/deliveries, number, 110",
    "auditor, /v1/trials/{trial}/log, index, 442"
  })
  @Tag("R12")
  void a_list_has_pages_in_json_and_is_whole_in_csv_and_ndjson(
      String role, String path, String member, int least) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    String after = "";
    do {
      JsonNode page =
          TrialUnderTest.json(get(role, "application/json", path + "?limit=40" + after));
      page.path("items").forEach(all::add);
      after = page.hasNonNull("next") ? "&after=" + page.path("next").textValue() : "";
    } while (!after.isEmpty());
    assertThat(all).hasSizeGreaterThanOrEqualTo(least).doesNotHaveDuplicates();

    JsonNode first = TrialUnderTest.json(get(role, "application/json", path + "?limit=1"));
    assertThat(first.path("items")).containsExactly(all.get(0));
    String next = "?after=" + first.path("next").asText();
    if (all.size() > 100) {
      get(role, "application/json", path)
          .body("items", hasSize(100))
          .header("Link", containsString("rel=\"next\""));
    }

    assertThat(lines(get(role, NDJSON, path).header("Link", (String) null))).isEqualTo(all);
    List<List<String>> rows =
        rows(
            get(role, CSV, path)
                .statusCode(200)
                .header("Link", (String) null)
                .extract()
                .asString());
    int column = rows.get(0).indexOf(member);
    assertThat(rows.subList(1, rows.size()).stream().map(row -> row.get(column)))
        .containsExactlyElementsOf(all.stream().map(item -> item.path(member).asText()).toList());
    assertThat(rows)
        .allSatisfy(row -> assertThat(row).noneMatch(cell -> cell.matches("(?s)[=+@\t\r-].*")));

    if (first.has("next")) {
      assertThat(lines(get(role, NDJSON, path + next))).isEqualTo(all.subList(1, all.size()));
      assertThat(rows(get(role, CSV, path + next).statusCode(200).extract().asString()))
          .hasSize(all.size());
    }
    for (String media : List.of(CSV, NDJSON)) {
      get(role, media, path + "?limit=100")
          .statusCode(400)
          .contentType("application/problem+json")
          .header("Link", (String) null)
          .body("violations.pointer", contains("?limit"));
    }
  }

  @Test
  @Tag("R12")
  void a_filter_holds_for_the_whole_list() throws IOException {
    String path = "/v1/trials/{trial}/log?type=ALLOCATION_ISSUED,EMERGENCY_LIST_ISSUED";
    assertThat(lines(get("auditor", NDJSON, path)))
        .hasSize(2 * MANY)
        .extracting(entry -> entry.path("type").textValue())
        .containsOnly("ALLOCATION_ISSUED", "EMERGENCY_LIST_ISSUED");
    assertThat(lines(get("auditor", NDJSON, "/v1/trials/{trial}/allocations?subject=S-77")))
        .singleElement()
        .satisfies(item -> assertThat(item.path("subject").asText()).isEqualTo("S-77"));
  }

  /** A trial whose log is larger than what the network and the server buffer. */
  private TrialUnderTest large(int entries) {
    TrialUnderTest trial = TrialUnderTest.shipped();
    transactions.run(
        () -> {
          LockedLog head = log.lock(trial.code());
          Map<String, Object> data = Map.of("allocations", 0, "padding", "x".repeat(20_000));
          for (int i = 2; i < entries; i++) {
            head.append(NewEntry.ofTrial(EntryType.BALANCE_READ, Actor.SERVICE, data));
          }
          return entries;
        });
    return trial;
  }

  /** Sends a request and reads no more of the answer than it is told to. */
  private final class SlowReader implements Closeable {
    private final Socket socket = new Socket();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    SlowReader(TrialUnderTest trial, String path, String media) throws IOException {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + trial.path(path)
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: "
                      + media
                      + "\r\nAuthorization: Bearer "
                      + Tokens.auditor()
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
    }

    void read(int bytes) throws IOException {
      read.write(socket.getInputStream().readNBytes(bytes));
    }

    /** Reads to the end of the connection; returns everything that came. */
    String readAll() throws IOException {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[65_536];
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          read.write(buffer, 0, n);
        }
      } catch (java.net.SocketException reset) {
        read.write("(reset)".getBytes(StandardCharsets.ISO_8859_1));
      }
      return read.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** The chunks of a body, joined. */
  private static String body(String answer) {
    StringBuilder body = new StringBuilder();
    int at = answer.indexOf("\r\n\r\n") + 4;
    while (true) {
      int end = answer.indexOf("\r\n", at);
      int length = Integer.parseInt(answer.substring(at, end), 16);
      if (length == 0) {
        return body.toString();
      }
      body.append(answer, end + 2, end + 2 + length);
      at = end + 2 + length + 2;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CSV, NDJSON})
  @Timeout(120)
  void a_slow_reader_blocks_no_allocation_and_gets_what_was_recorded_when_it_asked(String media)
      throws Exception {
    TrialUnderTest trial = large(1200);
    try (SlowReader reader = new SlowReader(trial, "log", media)) {
      reader.read(100);
      // Until the service has filled every buffer, and waits.
      Thread.sleep(1000);

      String assessment = trial.assessed("S-1", Screenings.eligible());
      trial.allocate("S-1", assessment).statusCode(201);
      TrialUnderTest other = TrialUnderTest.shipped();
      other.allocate("S-1", other.assessed("S-1", Screenings.eligible())).statusCode(201);

      String answer = reader.readAll();
      assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith(LAST_CHUNK);
      List<String> entries =
          body(answer).lines().filter(line -> !line.startsWith("index,")).toList();
      assertThat(entries).hasSize(1200);
      assertThat(entries.get(1199)).contains("BALANCE_READ");
    }
    assertThat(trial.log()).hasSize(1202);
  }

  /** Each edit makes the service fail after it has sent a part of the answer. */
  @ParameterizedTest
  @CsvSource({
    "log, text/csv, update log_entry set type = 'NONE' where trial = ? and entry_index = 430",
    "log, application/x-ndjson, update log_entry set type = 'NONE' where trial = ? and entry_index = 430",
    "log/export, application/zip, delete from log_entry where trial = ? and entry_index = 430",
    "export/odm, application/xml, update assessment set outcomes = 'x' where trial = ?"
  })
  @Timeout(120)
  void an_answer_that_fails_in_the_middle_is_cut_off(String path, String media, String edit)
      throws Exception {
    TrialUnderTest trial = large(450);
    trial.assessed("S-1", Screenings.eligible());
    assertThat(Tampering.alter(database, edit, trial.code())).isEqualTo(1);

    try (SlowReader reader = new SlowReader(trial, path, media)) {
      String answer = reader.readAll();

      assertThat(answer).startsWith("HTTP/1.1 200 OK").hasSizeGreaterThan(4096);
      assertThat(answer).doesNotEndWith(LAST_CHUNK).doesNotContain("problems/");
    }
  }

  @Test
  @Timeout(60)
  void a_reader_that_goes_away_is_no_error_of_the_service() throws Exception {
    TrialUnderTest trial = large(450);
    List<String> output = new CopyOnWriteArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
              output.add(line.getLevel() + " " + ExtLogRecord.wrap(line).getFormattedMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger.getLogger("").addHandler(listener);
    try {
      for (String media : List.of(CSV, NDJSON)) {
        try (SlowReader reader = new SlowReader(trial, "log", media)) {
          reader.read(100);
          Thread.sleep(500);
        }
      }
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(output).isEmpty());
    } finally {
      Logger.getLogger("").removeHandler(listener);
    }
  }
}
