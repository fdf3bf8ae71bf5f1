package org.kleroterion.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes exports out of leaves, and takes exports apart, as somebody does who holds the log's key.
 * Written for the tests, from the standards, and by nobody who read the verifier's tree: it hashes
 * by RFC 6962's own recursion.
 */
final class Forge {
  static final int TILE = 256;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final NoteKey key;
  private final List<byte[]> leaves;
  private final List<byte[]> hashes;
  private final SortedMap<String, byte[]> others = new TreeMap<>();

  Forge(NoteKey key, List<byte[]> leaves) {
    this.key = key;
    this.leaves = List.copyOf(leaves);
    this.hashes = leaves.stream().map(Forge::leafHash).toList();
  }

  /** Adds a file that does not follow from the leaves: a protocol, a checkpoint, a timestamp. */
  Forge with(String name, byte[] content) {
    others.put(name, content);
    return this;
  }

  /** Adds the checkpoint that was published at a size, cosigned by the witnesses. */
  Forge published(int size, NoteKey... witnesses) {
    String text = text(size);
    StringBuilder note = new StringBuilder(checkpoint(size));
    for (NoteKey witness : witnesses) {
      note.append(witness.cosignatureLine(text, 1_764_000_000L + size));
    }
    return with("checkpoints/" + size, utf8(note.toString()));
  }

  /** The files of the export, each by its name. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("README.md", utf8("How to check this export.\n"));
    files.put("vkey", utf8(key.vkey() + "\n"));
    files.put("checkpoint", utf8(checkpoint(leaves.size())));
    files.put("allocations.csv", utf8(table()));
    for (int first = 0; first < leaves.size(); first += TILE) {
      List<byte[]> some = leaves.subList(first, Math.min(first + TILE, leaves.size()));
      files.put(name("entries", first / TILE, some.size()), bundle(some));
    }
    List<byte[]> level = hashes;
    for (int number = 0; !level.isEmpty(); number++) {
      List<byte[]> above = new ArrayList<>();
      for (int first = 0; first < level.size(); first += TILE) {
        List<byte[]> tile = level.subList(first, Math.min(first + TILE, level.size()));
        files.put(name(Integer.toString(number), first / TILE, tile.size()), joined(tile));
        if (tile.size() == TILE) {
          above.add(root(tile));
        }
      }
      level = above;
    }
    files.putAll(others);
    return files;
  }

  void write(Path zip) {
    zip(files(), zip);
  }

  String checkpoint(int size) {
    return text(size) + "\n" + key.signatureLine(text(size));
  }

  /** A receipt for an entry in the log of a size (C2SP tlog-proof). */
  String receipt(int index, int size) {
    StringBuilder receipt = new StringBuilder("c2sp.org/tlog-proof@v1\nindex " + index + "\n");
    proof(index, hashes.subList(0, size))
        .forEach(hash -> receipt.append(base64(hash)).append('\n'));
    return receipt + "\n" + checkpoint(size);
  }

  private String text(int size) {
    return key.name() + "\n" + size + "\n" + base64(root(hashes.subList(0, size))) + "\n";
  }

  /** {@code allocations.csv} as it follows from the leaves. */
  private String table() {
    StringBuilder table =
        new StringBuilder(
            "number,subject,site,stratum,arm,time,assessment,allocatedBy,requestedBy,index\r\n");
    for (byte[] bytes : leaves) {
      JsonNode leaf = readable(bytes);
      String type = leaf.path("type").asText();
      boolean carried = type.equals("ALLOCATION_CARRIED_OVER");
      boolean recorded = type.equals("EMERGENCY_ALLOCATION_RECORDED");
      if (carried || recorded || type.equals("ALLOCATION_ISSUED")) {
        JsonNode data = leaf.path("data");
        List<String> cells =
            List.of(
                data.path("number").asText(),
                leaf.path("subject").asText(),
                leaf.path("site").asText(),
                data.path("stratum").asText(),
                data.path("arm").asText(),
                (carried ? data : leaf).path("time").asText(),
                data.path("assessment").asText(),
                carried
                    ? data.path("allocatedBy").asText()
                    : leaf.path("actor").path("id").asText(),
                recorded
                    ? data.path("openedBy").asText()
                    : (carried ? data : leaf.path("actor")).path("requestedBy").asText(),
                leaf.path("index").asText());
        table.append(String.join(",", cells.stream().map(Forge::cell).toList())).append("\r\n");
      }
    }
    return table.toString();
  }

  private static JsonNode readable(byte[] leaf) {
    try {
      return JSON.readTree(leaf);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private static String cell(String text) {
    String value = text.matches("(?s)[=+@\t\r-].*") ? "'" + text : text;
    boolean plain = value.chars().noneMatch(c -> c == '"' || c == ',' || c < ' ');
    return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
  }

  /** The leaves of a real export, in order. */
  static List<byte[]> leaves(Map<String, byte[]> files) {
    TreeMap<String, byte[]> bundles = new TreeMap<>();
    files.forEach(
        (name, content) -> {
          if (name.startsWith("tile/entries/")) {
            // A path with one group of digits less is of a smaller number.
            bundles.put(name.split("/").length + name.replaceAll("\\.p/.*", ""), content);
          }
        });
    List<byte[]> leaves = new ArrayList<>();
    bundles.values().forEach(bundle -> leaves.addAll(unbundled(bundle)));
    return leaves;
  }

  static List<byte[]> unbundled(byte[] bundle) {
    List<byte[]> leaves = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(bundle);
    while (rest.hasRemaining()) {
      byte[] leaf = new byte[Short.toUnsignedInt(rest.getShort())];
      rest.get(leaf);
      leaves.add(leaf);
    }
    return leaves;
  }

  static byte[] bundle(List<byte[]> leaves) {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    for (byte[] leaf : leaves) {
      bundle.write(leaf.length >> 8);
      bundle.write(leaf.length);
      bundle.writeBytes(leaf);
    }
    return bundle.toByteArray();
  }

  static Map<String, byte[]> unzipped(Path zip) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipFile open = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(open.entries())) {
        try (InputStream in = open.getInputStream(entry)) {
          files.put(entry.getName(), in.readAllBytes());
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void zip(Map<String, byte[]> files, Path zip) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setLevel(Deflater.BEST_SPEED);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
      }
      out.finish();
      Files.write(zip, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(String level, int number, int width) {
    StringBuilder path = new StringBuilder(String.format("%03d", number % 1000));
    for (int rest = number / 1000; rest > 0; rest /= 1000) {
      path.insert(0, String.format("x%03d/", rest % 1000));
    }
    return "tile/" + level + "/" + path + (width < TILE ? ".p/" + width : "");
  }

  static byte[] leafHash(byte[] leaf) {
    return sha256(new byte[] {0}, leaf);
  }

  /** RFC 6962 §2.1: the largest power of two below the size divides a tree. */
  static byte[] root(List<byte[]> hashes) {
    if (hashes.isEmpty()) {
      return sha256();
    }
    if (hashes.size() == 1) {
      return hashes.get(0);
    }
    int left = Integer.highestOneBit(hashes.size() - 1);
    return sha256(
        new byte[] {1}, root(hashes.subList(0, left)), root(hashes.subList(left, hashes.size())));
  }

  /** RFC 6962 §2.1.1. */
  static List<byte[]> proof(int index, List<byte[]> hashes) {
    if (hashes.size() <= 1) {
      return List.of();
    }
    int left = Integer.highestOneBit(hashes.size() - 1);
    List<byte[]> lefts = hashes.subList(0, left);
    List<byte[]> rights = hashes.subList(left, hashes.size());
    boolean isLeft = index < left;
    List<byte[]> proof =
        new ArrayList<>(isLeft ? proof(index, lefts) : proof(index - left, rights));
    proof.add(root(isLeft ? rights : lefts));
    return proof;
  }

  private static byte[] joined(List<byte[]> hashes) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    hashes.forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
