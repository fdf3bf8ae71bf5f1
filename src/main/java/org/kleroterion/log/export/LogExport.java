package org.kleroterion.log.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.kleroterion.log.entry.EntryRow;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;

/**
 * Writes one log as a zip that can be verified without this service (docs/log.md, "The export").
 * Reads the entries once, one bundle at a time. Of the tree, only the roots of full tiles stay in
 * memory.
 */
final class LogExport implements ExportPart.Files {
  private static final String README = "/export/README.md";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The types of entries whose data name a version of the protocol. */
  private static final Set<String> NAME_A_VERSION =
      Set.of(
          EntryType.TRIAL_REGISTERED.name(),
          EntryType.LOG_RESTARTED.name(),
          EntryType.PROTOCOL_AMENDED.name());

  private final ZipOutputStream zip;
  private final SortedSet<Integer> versions = new TreeSet<>();

  LogExport(OutputStream out) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
  }

  /** Reads the entries with index {@code begin} (inclusive) to {@code end} (exclusive). */
  interface Entries {
    List<EntryRow> read(long begin, long end);
  }

  @Override
  public OutputStream begin(String name) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    return zip;
  }

  void put(String name, byte[] content) throws IOException {
    begin(name).write(content);
  }

  void put(String name, String content) throws IOException {
    put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes README.md, the verifier key and the checkpoint of the exported size. */
  void head(String vkey, Note checkpoint) throws IOException {
    try (InputStream readme = Objects.requireNonNull(LogExport.class.getResourceAsStream(README))) {
      put("README.md", readme.readAllBytes());
    }
    put("vkey", vkey + "\n");
    put("checkpoint", checkpoint.format());
  }

  /** Writes every entry bundle and every hash tile of the log up to this size. */
  void tree(long size, Entries entries) throws IOException {
    List<Hash> roots = new ArrayList<>();
    for (long begin = 0; begin < size; begin += TilePath.FULL) {
      TilePath tile =
          new TilePath(begin / TilePath.FULL, (int) Math.min(TilePath.FULL, size - begin));
      List<EntryRow> rows = entries.read(tile.begin(), tile.end());
      collectVersions(rows);
      put("tile/entries/" + tile.text(), TileService.bundle(rows));
      List<Hash> leaves = rows.stream().map(row -> Hash.ofLeaf(row.leaf)).toList();
      put("tile/0/" + tile.text(), Hashes.join(leaves));
      if (tile.width() == TilePath.FULL) {
        roots.add(root(leaves));
      }
    }
    for (int level = 1; !roots.isEmpty(); level++) {
      roots = level(level, roots);
    }
  }

  /**
   * Writes the tiles of a level.
   *
   * @return the roots of its full tiles, which are the hashes of the next level
   */
  private List<Hash> level(int level, List<Hash> hashes) throws IOException {
    List<Hash> roots = new ArrayList<>();
    for (int begin = 0; begin < hashes.size(); begin += TilePath.FULL) {
      List<Hash> tile = hashes.subList(begin, Math.min(begin + TilePath.FULL, hashes.size()));
      TilePath path = new TilePath(begin / TilePath.FULL, tile.size());
      put("tile/" + level + "/" + path.text(), Hashes.join(tile));
      if (tile.size() == TilePath.FULL) {
        roots.add(root(tile));
      }
    }
    return roots;
  }

  private static Hash root(List<Hash> leaves) {
    Frontier frontier = Frontier.EMPTY;
    for (Hash leaf : leaves) {
      frontier = frontier.append(leaf).frontier();
    }
    return frontier.root();
  }

  private void collectVersions(List<EntryRow> rows) throws IOException {
    for (EntryRow row : rows) {
      if (NAME_A_VERSION.contains(row.type)) {
        versions.add(JSON.readTree(row.leaf).at("/data/version").intValue());
      }
    }
  }

  /** The protocol versions to which the exported entries refer. Call it after the last entry. */
  SortedSet<Integer> versions() {
    return new TreeSet<>(versions);
  }

  /** Writes the end of the archive. Readers reject an archive without it as incomplete. */
  void finish() throws IOException {
    zip.finish();
    zip.flush();
  }
}
