package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.kleroterion.audit.Logs.KEY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.Whole;
import org.kleroterion.audit.Verifier.Verdict;

/** Broken at random, an export is refused: without an exception, and in time. */
@Tag("R09")
@DisplayNameGeneration(ReplaceUnderscores.class)
class FuzzTest {
  private static final int ROUNDS = Whole.or(12, 60);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path zip;
  private Map<String, byte[]> files;

  @BeforeEach
  void export() {
    zip = folder.resolve("export.zip");
    files = Logs.complete().forge().published(7).files();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void broken_zips(long seed) throws IOException {
    Random random = new Random(seed);
    Forge.zip(files, zip);
    byte[] whole = Files.readAllBytes(zip);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] other =
          switch (random.nextInt(6)) {
            case 0 -> cut(whole, random);
            case 1 -> broken(whole, random);
            // Most with all bytes in their places: otherwise few are a zip at all.
            default -> flipped(whole, random);
          };
      Files.write(zip, other);
      Verdict verdict = verdict();
      if (verdict.status() == 0) {
        assertThat(evidence(Forge.unzipped(zip))).as("round " + round).isEqualTo(evidence(files));
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {6, 7, 8, 9, 10})
  void broken_files(long seed) {
    Random random = new Random(seed);
    List<String> names = files.keySet().stream().filter(name -> !name.equals("README.md")).toList();
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, byte[]> changed = new LinkedHashMap<>(files);
      String name = names.get(random.nextInt(names.size()));
      changed.put(name, broken(files.get(name), random));
      Forge.zip(changed, zip);
      Verdict verdict = verdict();
      boolean same = Arrays.equals(changed.get(name), files.get(name));
      assertThat(verdict.status()).as(name + " in round " + round).isEqualTo(same ? 0 : 1);
    }
  }

  /** The key's holder signs whatever: no text of an entry may break the verifier itself. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void broken_entries_that_were_signed(long seed) {
    Random random = new Random(seed);
    Logs logs = Logs.complete();
    for (int round = 0; round < ROUNDS; round++) {
      List<byte[]> leaves = new ArrayList<>(logs.leaves());
      int at = random.nextInt(leaves.size());
      leaves.set(at, broken(leaves.get(at), random));
      logs.forge(leaves).published(7).write(zip);
      // A changed reason or salt is as good as another; what counts is that there is a verdict.
      assertThat(verdict().status()).isBetween(0, 1);
    }
  }

  private Verdict verdict() {
    return assertTimeoutPreemptively(
        LONGEST, () -> Verifier.run(zip.toString(), "--key", KEY.vkey()));
  }

  private static byte[] cut(byte[] whole, Random random) {
    return Arrays.copyOf(whole, random.nextInt(whole.length));
  }

  /** With some bytes flipped, replaced, left out or said twice. */
  private static byte[] broken(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(Math.min(20, bytes.length - at));
      bytes =
          switch (random.nextInt(4)) {
            case 0 ->
                replaced(
                    bytes, at, at + 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
            case 1 -> replaced(bytes, at, at + length, some(length, random));
            case 2 -> replaced(bytes, at, at + length, new byte[0]);
            default -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
          };
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }

  private static byte[] flipped(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] some(int length, Random random) {
    byte[] some = new byte[length];
    random.nextBytes(some);
    return some;
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    byte[] replaced = new byte[from + by.length + bytes.length - to];
    System.arraycopy(bytes, 0, replaced, 0, from);
    System.arraycopy(by, 0, replaced, from, by.length);
    System.arraycopy(bytes, to, replaced, from + by.length, bytes.length - to);
    return replaced;
  }

  private static Map<String, List<Byte>> evidence(Map<String, byte[]> files) {
    Map<String, List<Byte>> evidence = new LinkedHashMap<>();
    files.forEach(
        (name, content) -> {
          List<Byte> bytes = new ArrayList<>();
          for (byte one : content) {
            bytes.add(one);
          }
          if (!name.equals("README.md")) {
            evidence.put(name, bytes);
          }
        });
    return evidence;
  }
}
