package org.kleroterion.log.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.Needs;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.log.Auditor;
import org.kleroterion.log.LongLog;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.trial.protocol.Screenings;

/** The export proves itself, without the service. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CELL =
      Pattern.compile("(?<=^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))(?=,|$)");
  private static final Reach EVERYWHERE = new Reach(true, Set.of());
  private static final Caller AUDITOR =
      new Caller("auditor-1", Set.of(Role.AUDITOR), EVERYWHERE, EVERYWHERE);

  @Inject ExportService exports;

  /** The export's files by name, in the archive's order. */
  public static Map<String, byte[]> export(TrialUnderTest trial) throws IOException {
    byte[] zip =
        trial
            .get(Tokens.auditor(), "log/export")
            .statusCode(200)
            .contentType("application/zip")
            .header(
                "Content-Disposition",
                equalTo("attachment; filename=\"" + trial.code() + "-log.zip\""))
            .extract()
            .asByteArray();
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(files.put(entry.getName(), in.readAllBytes())).isNull();
      }
    }
    return files;
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<String> entries(Map<String, byte[]> files) {
    ByteArrayOutputStream bundles = new ByteArrayOutputStream();
    files.forEach(
        (name, content) -> {
          if (name.startsWith("tile/entries/")) {
            bundles.writeBytes(content);
          }
        });
    List<String> entries = new ArrayList<>();
    byte[] bytes = bundles.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int length = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
      entries.add(new String(bytes, at + 2, length, StandardCharsets.UTF_8));
      at += 2 + length;
    }
    return entries;
  }

  private static TrialUnderTest withAllocations(int subjects) {
    TrialUnderTest trial = TrialUnderTest.shipped();
    for (int i = 1; i <= subjects; i++) {
      Map<String, Object> screening = Screenings.eligible(i % 2 == 0, 2, "positive");
      trial.allocate("S-" + i, trial.assessed("S-" + i, screening)).statusCode(201);
    }
    return trial;
  }

  @Test
  @Tag("R09")
  @Tag("R12")
  void the_export_has_the_whole_log_and_its_tree_and_nothing_else() throws Exception {
    LongLog log = LongLog.of(599);
    List<String> before = log.entries();

    Map<String, byte[]> files = export(log.trial());

    assertThat(files.keySet())
        .filteredOn(name -> !name.startsWith("checkpoints/"))
        .containsExactlyInAnyOrder(
            "README.md",
            "vkey",
            "checkpoint",
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002.p/88",
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/88",
            "tile/1/000.p/2",
            "protocols/1.yaml",
            "allocations.csv");
    Auditor auditor = Auditor.of(log.trial());
    assertThat(text(files.get("vkey"))).isEqualTo(auditor.key().vkey() + "\n");
    Checkpoint checkpoint = auditor.checkpoint(text(files.get("checkpoint")));

    List<String> entries = entries(files);
    assertThat(entries.subList(0, 599)).isEqualTo(before);
    assertThat(checkpoint.size()).isEqualTo(600);
    assertThat(checkpoint.root()).isEqualTo(LongLog.roots(entries).get(600));
    List<Hash> leaves = new ArrayList<>();
    for (String tile : List.of("000", "001", "002.p/88")) {
      leaves.addAll(Hashes.split(files.get("tile/0/" + tile)));
    }
    assertThat(leaves)
        .isEqualTo(
            entries.stream()
                .map(entry -> Hash.ofLeaf(entry.getBytes(StandardCharsets.UTF_8)))
                .toList());
    // The tiles are those that the service serves.
    for (String tile : List.of("tile/1/000.p/2", "tile/0/001", "tile/entries/002.p/88")) {
      assertThat(files.get(tile))
          .isEqualTo(log.trial().get(Tokens.auditor(), "log/" + tile).extract().asByteArray());
    }
  }

  @Test
  @Tag("R08")
  void that_it_was_exported_is_its_last_entry_and_what_comes_later_is_not_in_it() throws Exception {
    TrialUnderTest trial = withAllocations(1);

    Map<String, byte[]> files = export(trial);
    trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible())).statusCode(201);

    List<String> entries = entries(files);
    assertThat(entries).hasSize(5).isEqualTo(trial.log().subList(0, 5));
    JsonNode last = JSON.readTree(entries.get(4));
    assertThat(last.path("type").asText()).isEqualTo("LOG_EXPORTED");
    assertThat(last.at("/actor/id").asText()).isEqualTo("auditor-1");
    assertThat(last.at("/data/entries").asInt()).isEqualTo(5);
    assertThat(text(files.get("allocations.csv"))).doesNotContain("S-2");
    assertThat(text(export(trial).get("allocations.csv"))).contains("S-2");
    assertThat(trial.log()).hasSize(8);
  }

  /** The service keeps no transaction over the export: what is made meanwhile must not slip in. */
  @Test
  @Tag("R09")
  void what_is_made_while_the_archive_is_written_is_not_in_it() throws Exception {
    TrialUnderTest trial = withAllocations(1);
    StreamingOutput archive = exports.export(AUDITOR, trial.code());
    trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible())).statusCode(201);

    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    archive.write(zip);

    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(text(in.readAllBytes())).as(entry.getName()).doesNotContain("S-2");
      }
    }
  }

  @Test
  @Tag("R12")
  void the_protocol_is_the_document_that_was_registered() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    TrialUnderTest.register(
        trial
                .protocol()
                .text()
                .replaceFirst("(?m)^version: 1$", "version: 2\nreason: A clearer title — für alle")
            + "\n# The end\r\n");

    Map<String, byte[]> files = export(trial);

    assertThat(text(files.get("protocols/1.yaml"))).isEqualTo(trial.protocol().text());
    assertThat(text(files.get("protocols/2.yaml")))
        .contains("version: 2")
        .endsWith("\n# The end\r\n");
    assertThat(files.keySet().stream().filter(name -> name.startsWith("protocols/")))
        .containsExactly("protocols/1.yaml", "protocols/2.yaml");
    for (String version : List.of("1", "2")) {
      assertThat(
              JSON.readTree(entries(files).get(version.equals("1") ? 0 : 2))
                  .at("/data/sha256")
                  .asText())
          .isEqualTo(HexFormat.of().formatHex(sha256(files.get("protocols/" + version + ".yaml"))));
    }
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  @Test
  @Tag("R12")
  void the_allocations_are_those_of_the_log() throws Exception {
    TrialUnderTest trial = withAllocations(6);
    trial
        .post(
            Tokens.edc(),
            "allocations",
            Map.of(
                "subject",
                "S-7",
                "site",
                "pumch",
                "screening",
                Screenings.eligible(),
                "requestedBy",
                "=Li, \"Dr\""))
        .statusCode(201);
    Map<String, byte[]> files = export(trial);

    List<List<String>> expected =
        new ArrayList<>(
            List.of(
                List.of(
                    "number,subject,site,stratum,arm,time,assessment,allocatedBy,requestedBy,index"
                        .split(","))));
    for (String line : entries(files)) {
      JsonNode entry = JSON.readTree(line);
      if (entry.path("type").asText().equals("ALLOCATION_ISSUED")) {
        expected.add(
            Stream.of(
                    entry.at("/data/number"),
                    entry.at("/subject"),
                    entry.at("/site"),
                    entry.at("/data/stratum"),
                    entry.at("/data/arm"),
                    entry.at("/time"),
                    entry.at("/data/assessment"),
                    entry.at("/actor/id"),
                    entry.at("/actor/requestedBy"),
                    entry.at("/index"))
                .map(JsonNode::asText)
                .map(text -> text.startsWith("=") ? "'" + text : text)
                .toList());
      }
    }
    assertThat(expected).hasSize(8);
    assertThat(expected.get(7)).contains("'=Li, \"Dr\"");
    assertThat(csv(text(files.get("allocations.csv")))).isEqualTo(expected);
  }

  /** RFC 4180: a record a line, cells with commas or quotes in quotes. */
  private static List<List<String>> csv(String text) {
    assertThat(text).endsWith("\r\n");
    return Stream.of(text.split("\r\n"))
        .map(
            line ->
                CELL.matcher(line)
                    .results()
                    .map(
                        cell ->
                            cell.group(1) == null
                                ? cell.group(2)
                                : cell.group(1).replace("\"\"", "\""))
                    .toList())
        .toList();
  }

  @Test
  @Needs(program = "openssl", debian = "openssl")
  @Tag("R09")
  void the_commands_in_its_readme_verify_its_checkpoint_and_no_other(@TempDir Path directory)
      throws Exception {
    Map<String, byte[]> files = export(withAllocations(1));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    String commands =
        text(files.get("README.md"))
            .lines()
            .filter(line -> line.startsWith("    ") && !line.contains("Verify.java"))
            .collect(Collectors.joining("\n"));
    assertThat(commands).contains("openssl pkeyutl -verify");

    assertThat(run(directory, "set -euo pipefail\n" + commands)).isZero();

    String checkpoint = text(files.get("checkpoint"));
    Files.writeString(directory.resolve("checkpoint"), checkpoint.replaceFirst("\n5\n", "\n6\n"));
    assertThat(run(directory, commands)).isNotZero();
  }

  private static int run(Path directory, String script) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder("bash", "-c", script)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return -1;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  @Tag("R09")
  void a_later_export_extends_an_earlier_one() throws Exception {
    TrialUnderTest trial = withAllocations(2);
    Auditor auditor = Auditor.of(trial);
    Checkpoint first = auditor.checkpoint(text(export(trial).get("checkpoint")));
    Checkpoint second = auditor.checkpoint(text(export(trial).get("checkpoint")));

    assertThat(second.size()).isEqualTo(first.size() + 1);
    auditor.extended(
        first.size(),
        first.root(),
        trial
            .get(Tokens.auditor(), "log/proof?from=" + first.size() + "&to=" + second.size())
            .extract()
            .asString());
  }
}
