package org.kleroterion.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Alters the files of an export as somebody can who does not hold the log's key: changes, deletes,
 * inserts, swaps, duplicates and truncates everything in it that is evidence. What the
 * specification lets be absent is left out: whole files of {@code checkpoints/} and {@code
 * timestamps/}, lines of witnesses; and so is what is no evidence: the README and what stands in a
 * timestamp.
 */
final class MutationMatrix {
  private final Map<String, byte[]> files;
  private final Matrix matrix;

  private MutationMatrix(Map<String, byte[]> files, List<String> options) {
    this.files = files;
    this.matrix = new Matrix(options);
  }

  /**
   * Runs every mutant of an export.
   *
   * @param export one that the verifier accepts
   * @param vkey its log's
   * @param options for the verifier besides the key
   */
  static Matrix.Outcome run(Path export, String vkey, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--key", vkey));
    MutationMatrix mutations = new MutationMatrix(Forge.unzipped(export), all);
    mutations.files();
    mutations.entries();
    mutations.hashes();
    mutations.notes();
    mutations.table();
    return mutations.matrix.outcome();
  }

  private boolean isEvidence(String name) {
    return !name.equals("README.md") && !name.startsWith("timestamps/");
  }

  /** Any file as a whole. */
  private void files() {
    List<String> names = List.copyOf(files.keySet());
    for (String name : names) {
      if (!name.startsWith("checkpoints/") && !name.startsWith("timestamps/")) {
        with("without " + name, changed -> changed.remove(name));
      }
      with("renamed " + name, changed -> changed.put(name + "0", changed.remove(name)));
      if (isEvidence(name)) {
        byte[] content = files.get(name);
        set("cut " + name, name, Arrays.copyOf(content, content.length - 1));
        set("halved " + name, name, Arrays.copyOf(content, content.length / 2));
        set("emptied " + name, name, new byte[0]);
        set("longer " + name, name, Arrays.copyOf(content, content.length + 1));
        set("twice as long " + name, name, joined(content, content));
        // What stands behind the log's own line in a note are other signers' lines.
        int end = isNote(name) ? ownPart(content).length() : content.length;
        for (int at = 0; at < end; at += 1 + end / 20) {
          set("bit at " + at + " of " + name, name, flipped(content, at));
        }
        for (String other : names) {
          if (isEvidence(other) && !Arrays.equals(content, files.get(other))) {
            set(name + " with what is in " + other, name, files.get(other));
          }
        }
      }
    }
    Stream.of("tile/0/000", "tile/7/000", "tile/entries/x000/000", "more", "protocols/99.yaml")
        .filter(name -> !files.containsKey(name))
        .forEach(name -> set("more: " + name, name, new byte[32]));
    set("a timestamp without its checkpoint", "timestamps/1000000.tsr", new byte[9]);
  }

  /** Any entry, any of its members, at any depth. */
  private void entries() {
    files.keySet().stream()
        .filter(name -> name.startsWith("tile/entries/"))
        .forEach(name -> entries(name, Forge.unbundled(files.get(name))));
  }

  private void entries(String name, List<byte[]> leaves) {
    for (int i = 0; i < leaves.size(); i++) {
      int at = i;
      String entry = "entry " + i + " of " + name;
      bundle("without " + entry, name, leaves, changed -> changed.remove(at));
      bundle("twice " + entry, name, leaves, changed -> changed.add(at, changed.get(at)));
      bundle("empty before " + entry, name, leaves, changed -> changed.add(at, new byte[0]));
      if (i > 0) {
        bundle("swapped " + entry, name, leaves, changed -> Collections.swap(changed, at, at - 1));
      }
      ObjectNode leaf = Alterations.parsed(leaves.get(i));
      replaced("value of " + entry, name, leaves, i, Alterations.values(leaf));
      replaced("removal from " + entry, name, leaves, i, Alterations.removals(leaf));
      byte[] flipped = flipped(leaves.get(i), leaves.get(i).length / 2);
      bundle("bit of " + entry, name, leaves, changed -> changed.set(at, flipped));
    }
  }

  private void replaced(
      String what, String name, List<byte[]> leaves, int at, Map<String, ObjectNode> altered) {
    altered.forEach(
        (path, leaf) ->
            bundle(
                path + ": " + what,
                name,
                leaves,
                changed -> changed.set(at, Alterations.written(leaf))));
  }

  /** Every hash of every tile. */
  private void hashes() {
    files.forEach(
        (name, content) -> {
          if (name.startsWith("tile/") && !name.startsWith("tile/entries/")) {
            for (int at = 0; at < content.length; at += 32) {
              set("hash at " + at + " of " + name, name, flipped(content, at + (at / 32) % 32));
            }
            if (content.length > 32) {
              byte[] swapped = content.clone();
              System.arraycopy(content, 0, swapped, 32, 32);
              System.arraycopy(content, 32, swapped, 0, 32);
              set("swapped hashes of " + name, name, swapped);
              byte[] without = Arrays.copyOfRange(content, 32, content.length);
              set("without the first hash of " + name, name, without);
            }
          }
        });
  }

  /** Every character of the checkpoints' own lines, and the key. */
  private void notes() {
    files.forEach(
        (name, content) -> {
          if (isNote(name)) {
            for (int at = 0; at < ownPart(content).length(); at++) {
              byte[] changed = content.clone();
              changed[at] = (byte) (content[at] == '1' ? '2' : '1');
              set("character " + at + " of " + name, name, changed);
            }
            String note = new String(content, StandardCharsets.UTF_8);
            String extended = note.replaceFirst("\n\n", "\nextension\n\n");
            set("an extension of " + name, name, Forge.utf8(extended));
            set("unsigned " + name, name, Forge.utf8(note.substring(0, note.indexOf("\n\n") + 2)));
          }
        });
    byte[] key = files.get("vkey");
    for (int at = 0; at < key.length; at++) {
      set("character " + at + " of vkey", "vkey", flipped(key, at));
    }
  }

  private static boolean isNote(String name) {
    return name.equals("checkpoint") || name.startsWith("checkpoints/");
  }

  private static String ownPart(byte[] content) {
    String note = new String(content, StandardCharsets.ISO_8859_1);
    return note.substring(0, note.indexOf('\n', note.indexOf("\n\n") + 2) + 1);
  }

  /** Every row and cell of the table. */
  private void table() {
    String name = "allocations.csv";
    String table = new String(files.get(name), StandardCharsets.UTF_8);
    List<String> rows = List.of(table.split("(?<=\r\n)"));
    for (int i = 0; i < rows.size(); i++) {
      int at = i;
      rows("without row " + i, rows, changed -> changed.remove(at));
      rows("twice row " + i, rows, changed -> changed.add(at, changed.get(at)));
      if (i > 0) {
        rows("swapped row " + i, rows, changed -> Collections.swap(changed, at, at - 1));
      }
      for (int character = 0; character < rows.get(i).length(); character++) {
        int here = character;
        String row = rows.get(i);
        char other = row.charAt(here) == '1' ? '2' : '1';
        String instead = row.substring(0, here) + other + row.substring(here + 1);
        rows("character of row " + i, rows, changed -> changed.set(at, instead));
      }
    }
    set("another end of lines", name, Forge.utf8(table.replace("\r\n", "\n")));
    set("a row more", name, Forge.utf8(table + "1,2,3,4,5,6,7,8,9,10\r\n"));
  }

  private void rows(String what, List<String> rows, Alteration<List<String>> alteration) {
    List<String> changed = new ArrayList<>(rows);
    alteration.apply(changed);
    set(what, "allocations.csv", Forge.utf8(String.join("", changed)));
  }

  private void bundle(
      String what, String name, List<byte[]> leaves, Alteration<List<byte[]>> alteration) {
    List<byte[]> changed = new ArrayList<>(leaves);
    alteration.apply(changed);
    set(what, name, Forge.bundle(changed));
  }

  private void set(String what, String name, byte[] content) {
    with(what, changed -> changed.put(name, content));
  }

  private void with(String what, Alteration<Map<String, byte[]>> alteration) {
    Map<String, byte[]> changed = new LinkedHashMap<>(files);
    alteration.apply(changed);
    matrix.mutant(what, changed);
  }

  /** Changes a copy of something; what it gives back does not matter. */
  private interface Alteration<T> {
    void apply(T copy);
  }

  private static byte[] flipped(byte[] content, int at) {
    byte[] flipped = content.clone();
    flipped[at] ^= 1;
    return flipped;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }
}
