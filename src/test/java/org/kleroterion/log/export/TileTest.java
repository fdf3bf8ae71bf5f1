package org.kleroterion.log.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.log.Auditor;
import org.kleroterion.log.LongLog;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;

/** The log as C2SP tlog-tiles: whole, for good, and nothing else at these paths. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TileTest {
  private static final int SIZE = 600;
  private static final String FOR_GOOD = "private, max-age=31536000, immutable";

  private static LongLog log;

  @BeforeEach
  void grow() {
    if (log == null) {
      log = LongLog.of(SIZE);
    }
  }

  private static byte[] tile(String path) {
    return log.trial()
        .get(Tokens.auditor(), "log/tile/" + path)
        .statusCode(200)
        .contentType("application/octet-stream")
        .header("Cache-Control", equalTo(FOR_GOOD))
        .extract()
        .asByteArray();
  }

  private static List<Hash> hashes(String path) {
    return Hashes.split(tile(path));
  }

  private static List<String> entries(String path) throws IOException {
    List<String> entries = new ArrayList<>();
    DataInputStream bundle = new DataInputStream(new ByteArrayInputStream(tile(path)));
    while (bundle.available() > 0) {
      entries.add(
          new String(bundle.readNBytes(bundle.readUnsignedShort()), StandardCharsets.UTF_8));
    }
    return entries;
  }

  private static Hash root(List<Hash> leaves) {
    Frontier frontier = Frontier.EMPTY;
    for (Hash leaf : leaves) {
      frontier = frontier.append(leaf).frontier();
    }
    return frontier.root();
  }

  @Test
  @Tag("R09")
  void the_tiles_rebuild_the_tree_of_the_checkpoint() {
    Checkpoint checkpoint =
        Auditor.of(log.trial())
            .checkpoint(
                log.trial()
                    .get(Tokens.enroller(), "log/checkpoint")
                    .statusCode(200)
                    .contentType("text/plain")
                    .header("Cache-Control", equalTo("no-cache"))
                    .extract()
                    .asString());
    assertThat(checkpoint.size()).isEqualTo(SIZE);

    List<Hash> leaves = new ArrayList<>(hashes("0/000"));
    assertThat(leaves).hasSize(256);
    leaves.addAll(hashes("0/001"));
    leaves.addAll(hashes("0/002.p/88"));

    assertThat(leaves).hasSize(SIZE);
    assertThat(root(leaves)).isEqualTo(checkpoint.root());
    assertThat(hashes("1/000.p/2"))
        .containsExactly(root(leaves.subList(0, 256)), root(leaves.subList(256, 512)));
    // Parts that were the right frontier once are still there.
    assertThat(hashes("0/002.p/1")).isEqualTo(leaves.subList(512, 513));
    assertThat(hashes("0/000.p/255")).isEqualTo(leaves.subList(0, 255));
    assertThat(hashes("1/000.p/1")).containsExactly(root(leaves.subList(0, 256)));
  }

  @Test
  @Tag("R12")
  void the_bundles_hold_the_very_entries_that_auditors_read() throws IOException {
    List<String> bundled = new ArrayList<>(entries("entries/000"));
    bundled.addAll(entries("entries/001"));
    bundled.addAll(entries("entries/002.p/88"));

    assertThat(bundled).isEqualTo(log.entries());
    assertThat(entries("entries/001.p/3")).isEqualTo(bundled.subList(256, 259));
    assertThat(hashes("0/001"))
        .isEqualTo(
            bundled.subList(256, 512).stream()
                .map(entry -> Hash.ofLeaf(entry.getBytes(StandardCharsets.UTF_8)))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // No tile's path.
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/257",
        "0/000.p/01",
        "0/000.p/1000",
        "0/000.p/",
        "0/000.p",
        "0/000.p/-1",
        "0/1",
        "0/00",
        "0/0000",
        "0/x000/000",
        "0/000/001",
        "0/x001/x000",
        "0/x001/x001/x001/x001/x001/000",
        "0/abc",
        "0/",
        "0",
        "00/000",
        "64/000",
        "-1/000",
        "x/000",
        "data/000",
        "entries/1",
        "entries/000.p/0",
        "entries/000.p/256",
        "entries/x000/000",
        "entries/",
        // Not yet.
        "0/002",
        "0/002.p/89",
        "0/003",
        "0/003.p/1",
        "0/x001/000",
        "0/x999/x999/x999/x999/999",
        "1/000",
        "1/000.p/3",
        "1/001.p/1",
        "2/000.p/1",
        "6/000.p/1",
        "7/000.p/1",
        "63/000.p/1",
        "entries/002",
        "entries/002.p/89",
        "entries/x999/x999/x999/x999/999"
      })
  @Tag("R12")
  void what_is_no_tile_or_not_yet_one_is_not_there_and_not_so_for_good(String path) {
    log.trial()
        .get(Tokens.auditor(), "log/tile/" + path)
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", startsWith("https://kleroterion.org/problems/"))
        .header("Cache-Control", equalTo("no-store"));
  }
}
