import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies the export of a trial's log, or a receipt. It needs only a JDK, 17 or later. It shares
 * no code with the service: it implements docs/log.md and the standards named there. The code is in
 * the order of the checks, so read it from top to bottom.
 */
public final class Verify {
  static final String USAGE =
      """
      Verifies the export of a Kleroterion trial's log, or a receipt.

        java Verify.java export.zip --key <vkey> [--trial-key <64 hex digits>]
                         [--earlier <file>]... [--witness <vkey>]...
        java Verify.java receipt.tlog-proof --entry <file> --key <vkey> [--witness <vkey>]...

        --key        the log's verifier key, or a file with it; take the key from the trial's
                     records, not from the export
        --trial-key  the trial's key, to compute every arm again; the export of a closed trial may
                     contain it (KEY_REVEALED)
        --earlier    an earlier checkpoint or receipt, which the log must continue
        --witness    the verifier key of a witness, or a file with it
        --entry      a file with the exact bytes of the receipt's entry

      Exit status: 0 if all checks hold, 1 if a check does not hold, 2 if the arguments are wrong.\
      """;

  private static final int MOST_PROBLEMS = 20;
  private static final int MOST_STRATA = 100;
  private static final int LONGEST_LINE = 1000;
  private static final String TIMESTAMPS =
      """
      \stimestamps (RFC 3161): only their names were checked. To verify one:
          head -n 3 checkpoints/<size> > note
          openssl ts -verify -in timestamps/<size>.tsr -data note -CAfile <authority.pem>\
      """;
  private static final int LONGEST_LEAF = 65_535;
  private static final int LONGEST_NOTE = 1 << 17;
  private static final int LONGEST_PROTOCOL = 1 << 24;
  private static final int HASH = 32;
  private static final int TILE = 256;

  private Verify() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, new PrintStream(System.out, true, StandardCharsets.UTF_8)));
  }

  /** Does the work of {@code main}, and returns the exit status. */
  static int run(String[] arguments, PrintStream out) {
    if (List.of(arguments).contains("--help")) {
      out.println(USAGE);
      return 0;
    }
    Report report = new Report();
    try {
      Options options = Options.of(arguments);
      if (options.entry.isPresent()) {
        checkReceipt(options, report);
      } else {
        checkExport(options, report);
      }
    } catch (WrongUsage wrong) {
      out.println(wrong.getMessage());
      out.println();
      out.println(USAGE);
      return 2;
    } catch (IOException | Broken unreadable) {
      report.check("the files can be read").problem(unreadable.getMessage());
    } catch (OutOfMemoryError tooLarge) {
      report
          .check("the memory suffices for all checks")
          .problem("Java ran out of memory; give it more (-Xmx)");
    }
    return report.print(out);
  }

  /** The command line; {@code entry} is present if the file to verify is a receipt. */
  record Options(
      Path file,
      Optional<Path> entry,
      Vkey key,
      Optional<byte[]> trialKey,
      List<Path> earlier,
      List<Vkey> witnesses) {
    private static final List<String> OPTIONS =
        List.of("", "--key", "--trial-key", "--earlier", "--witness", "--entry");

    static Options of(String[] arguments) {
      Map<String, List<String>> given = new HashMap<>();
      OPTIONS.forEach(option -> given.put(option, new ArrayList<>()));
      Iterator<String> words = List.of(arguments).iterator();
      while (words.hasNext()) {
        String word = words.next();
        String option = word.startsWith("--") ? word : "";
        require(OPTIONS.contains(option), word + " is not an option");
        require(option.isEmpty() || words.hasNext(), word + " needs a value");
        given.get(option).add(option.isEmpty() ? word : words.next());
      }
      require(given.get("").size() == 1, "Name one file to verify");
      require(given.get("--key").size() == 1, "Give one --key");
      require(given.get("--entry").size() <= 1, "Give only one --entry");
      require(given.get("--trial-key").size() <= 1, "Give only one --trial-key");
      boolean receipt = !given.get("--entry").isEmpty();
      require(
          !receipt || (given.get("--trial-key").isEmpty() && given.get("--earlier").isEmpty()),
          "--trial-key and --earlier are for an export, --entry is for a receipt");
      return new Options(
          existing(given.get("").get(0)),
          given.get("--entry").stream().map(Options::existing).findFirst(),
          vkey("--key", given.get("--key").get(0), Vkey.ED25519),
          given.get("--trial-key").stream().map(Options::trialKey).findFirst(),
          given.get("--earlier").stream().map(Options::existing).toList(),
          given.get("--witness").stream()
              .map(value -> vkey("--witness", value, Vkey.COSIGNATURE))
              .toList());
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new WrongUsage(otherwise);
      }
    }

    private static Path existing(String name) {
      try {
        if (Files.isRegularFile(Path.of(name))) {
          return Path.of(name);
        }
      } catch (InvalidPathException e) {
        // Reported below, like the name of a missing file.
      }
      throw new WrongUsage("There is no file " + printable(name));
    }

    private static Vkey vkey(String option, String value, int type) {
      try {
        return Vkey.of(value, type);
      } catch (Broken notAKey) {
        try {
          return Vkey.of(new String(read(existing(value)), StandardCharsets.UTF_8).strip(), type);
        } catch (WrongUsage | Broken | IOException notAFile) {
          throw new WrongUsage(
              option + " is neither a verifier key nor a file with a key: " + notAKey.getMessage());
        }
      }
    }

    private static byte[] trialKey(String value) {
      require(value.matches("[0-9a-fA-F]{64}"), "--trial-key is not 64 hex digits");
      return HexFormat.of().parseHex(value);
    }
  }

  /** The arguments are wrong; the message says why. */
  static final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsage(String sentence) {
      super(sentence);
    }
  }

  /**
   * Something is not well-formed or does not verify; the message is a predicate, "is not signed".
   */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String sentence) {
      super(sentence);
    }
  }

  /** A step of a check. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private static void need(boolean holds, String otherwise) {
    if (!holds) {
      throw new Broken(otherwise);
    }
  }

  private static void checkExport(Options options, Report report) throws IOException {
    Vkey key = options.key;
    report.title("Export  " + options.file.getFileName());
    report.title("Key     " + key.text);
    Check files = report.check("the export has all files of its log, and no others");
    try (Export export = Export.open(options.file, files)) {
      Check vkey = report.check("the export's vkey is the --key");
      if (!vkey.within("vkey", () -> export.note("vkey")).equals(Optional.of(key.text + "\n"))) {
        vkey.problem("vkey: is not the --key followed by a line feed");
      }
      vkey.done();
      Check signature = report.check("the checkpoint is signed by the --key");
      Optional<Checkpoint> signed =
          signature.within("checkpoint", () -> Checkpoint.of(export.note("checkpoint")));
      if (signed.isPresent()) {
        Checkpoint head = signed.get();
        report.title("Log     %d entries, root %s".formatted(head.size, base64(head.root)));
        head.problems(key).forEach(problem -> signature.problem("checkpoint: " + problem));
        signature.done();
      }
      if (signed.isEmpty() || !export.hasExactly(signed.get().size)) {
        report.unchecked("the entries, because the export is not complete");
        return;
      }
      files.done();
      checkLog(export, signed.get(), options, report);
    }
    report.unchecked(
        "whether outcomes and strata follow from the screenings by the rules of the protocols");
    report.unchecked("README.md, which is not evidence");
  }

  private static void checkLog(Export export, Checkpoint signed, Options options, Report report)
      throws IOException {
    Expected expected = new Expected(options, signed, report);
    expected.read(export);
    Tiles tiles = new Tiles(export, report.check("the hash tiles match the entries"));
    Check rulesHold = report.check("the entries follow the rules for every log (docs/log.md)");
    Check tableAgrees = report.check("allocations.csv agrees with the entries");
    Check protocols = report.check("the protocol files have the SHA-256 that the log names");
    try (Table table = new Table(export.open("allocations.csv"), tableAgrees)) {
      Rules rules = new Rules(options.key, table, rulesHold, report);
      if (new Entries(export, expected, tiles, rules, report).read(signed.size)) {
        tiles.end();
        expected.end();
        rules.end();
        checkProtocols(export, rules.protocols, protocols);
        checkArms(options.trialKey, rules, report);
      }
    }
  }

  /** Reads each entry once and in order. The trees get its hash, and the rules get its content. */
  private record Entries(
      Export export, Expected expected, Tiles tiles, Rules rules, Report report) {

    /** Reads the entries up to the first bundle that is broken; returns whether there was none. */
    boolean read(long size) {
      for (long first = 0; first < size; first += TILE) {
        long from = first;
        int width = (int) Math.min(TILE, size - first);
        String name = tileName("entries", first / TILE, width);
        if (expected.entries.within(name, () -> readBundle(name, from, width)).isEmpty()) {
          report.unchecked("the entries from " + first + " on");
          return false;
        }
      }
      return true;
    }

    private int readBundle(String name, long first, int width) throws IOException {
      try (DataInputStream bundle = export.open(name)) {
        for (long index = first; index < first + width; index++) {
          byte[] marked = new byte[1 + bundle.readUnsignedShort()];
          bundle.readFully(marked, 1, marked.length - 1);
          byte[] hash = sha256(marked);
          tiles.add(0, hash);
          expected.add(hash);
          long at = index;
          rules
              .check
              .within("entry " + at, () -> Leaf.of(marked, at))
              .ifPresentOrElse(rules::entry, rules::unreadable);
        }
        need(bundle.read() == -1, "continues after its last entry");
        return width;
      }
    }
  }

  private static void checkProtocols(Export export, Map<Long, String> versions, Check check) {
    Set<String> names = export.under("protocols/");
    versions.forEach(
        (version, sha256) -> {
          String name = "protocols/" + version + ".yaml";
          names.remove(name);
          check
              .within(name, () -> hex(sha256(export.read(name, LONGEST_PROTOCOL))))
              .filter(found -> !found.equals(sha256))
              .ifPresent(other -> check.problem(name + ": is not the file that the log names"));
        });
    names.forEach(name -> check.problem(name + ": the log names no such version"));
    check.done(versions.size() + " versions of the protocol have the SHA-256 that the log names");
  }

  /** The export's files. A file is never read further than its largest possible size. */
  static final class Export implements Closeable {
    private static final String NUMBER = "[1-9][0-9]{0,17}";
    private static final Pattern OPTIONAL =
        Pattern.compile(
            "(?:protocols/%1$s\\.yaml|checkpoints/%1$s|timestamps/%1$s\\.tsr)".formatted(NUMBER));

    private final ZipFile zip;
    private final Set<String> names = new LinkedHashSet<>();
    private final Check files;

    private Export(ZipFile zip, Check files) {
      this.zip = zip;
      this.files = files;
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!names.add(entry.getName())) {
          files.problem(entry.getName() + ": occurs twice in the export");
        }
      }
    }

    static Export open(Path file, Check files) {
      try {
        return new Export(new ZipFile(file.toFile(), StandardCharsets.UTF_8), files);
      } catch (IOException | IllegalArgumentException e) {
        throw new Broken("the export is not a zip file: " + e.getMessage());
      }
    }

    DataInputStream open(String name) throws IOException {
      ZipEntry entry = zip.getEntry(name);
      need(entry != null, "is missing");
      return new DataInputStream(new BufferedInputStream(zip.getInputStream(entry), 1 << 16));
    }

    byte[] read(String name, int most) throws IOException {
      try (InputStream in = open(name)) {
        byte[] bytes = in.readNBytes(most + 1);
        need(bytes.length <= most, "is longer than allowed");
        return bytes;
      }
    }

    String note(String name) throws IOException {
      return decoded(read(name, LONGEST_NOTE));
    }

    Set<String> under(String folder) {
      Set<String> found = new LinkedHashSet<>(names);
      found.removeIf(name -> !name.startsWith(folder));
      return found;
    }

    /** Whether no file is missing. Reports each missing file and each file that does not belong. */
    boolean hasExactly(long size) {
      // Check this first: the list of names below is as long as the checkpoint claims.
      if (size == 0 || size / TILE > names.size()) {
        files.problem("checkpoint: the export lacks the files of a log of " + size + " entries");
        return false;
      }
      Set<String> wanted =
          new LinkedHashSet<>(List.of("README.md", "vkey", "checkpoint", "allocations.csv"));
      wanted.addAll(tileNames("entries", size));
      int level = 0;
      for (long hashes = size; hashes > 0; hashes /= TILE) {
        wanted.addAll(tileNames(Integer.toString(level++), hashes));
      }
      for (String name : names) {
        if (!wanted.remove(name) && !OPTIONAL.matcher(name).matches()) {
          files.problem(name + ": does not belong in an export of this size");
        }
      }
      wanted.forEach(name -> files.problem(name + ": is missing"));
      return wanted.isEmpty();
    }

    private static List<String> tileNames(String level, long hashes) {
      List<String> found = new ArrayList<>();
      for (long n = 0; n * TILE < hashes; n++) {
        found.add(tileName(level, n, (int) Math.min(TILE, hashes - n * TILE)));
      }
      return found;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }

  /**
   * {@code tile/<L>/<N>[.p/<W>]}: N in groups of three digits, with an x before all but the last.
   */
  static String tileName(String level, long n, int width) {
    StringBuilder path = new StringBuilder(String.format("%03d", n % 1000));
    for (long rest = n / 1000; rest > 0; rest /= 1000) {
      path.insert(0, String.format("x%03d/", rest % 1000));
    }
    return "tile/" + level + "/" + path + (width < TILE ? ".p/" + width : "");
  }

  /** A verifier key, {@code <name>+<key id>+<base64 of type and key>} (C2SP signed-note). */
  record Vkey(String text, String name, byte[] id, byte[] key) {
    static final int ED25519 = 1;
    static final int COSIGNATURE = 4;
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int SIGNATURE = 64;

    static Vkey of(String text, int type) {
      String[] parts = text.split("\\+", 3);
      need(parts.length == 3 && isName(parts[0]), "it is not <name>+<id>+<key>");
      byte[] typed = base64(parts[2]);
      need(typed.length == 1 + HASH, "its key does not have 32 bytes");
      need(typed[0] == type, "its type is not " + type);
      byte[] named = concat(utf8(parts[0] + "\n"), typed);
      byte[] id = Arrays.copyOf(sha256(named), 4);
      need(parts[1].equals(hex(id)), "its key id does not match its name and key");
      return new Vkey(text, parts[0], id, Arrays.copyOfRange(typed, 1, typed.length));
    }

    static boolean isName(String name) {
      return !name.isEmpty()
          && name.indexOf('+') < 0
          && name.codePoints()
              .noneMatch(c -> Character.isSpaceChar(c) || Character.isWhitespace(c) || c == 0x85);
    }

    boolean verifies(byte[] message, byte[] signature) {
      // Java 17 would accept a signature with extra bytes at its end.
      if (signature.length != SIGNATURE) {
        return false;
      }
      try {
        PublicKey point =
            KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(concat(X509, key)));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(point);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  /** A signed note (C2SP signed-note): the signed text and the signature lines. */
  record Note(String text, List<Signed> signatures) {
    private static final int MOST_SIGNATURES = 100;

    /** One signature line: the signer's name, the key id, and the bytes after the key id. */
    record Signed(String name, byte[] id, byte[] signature) {}

    static Note of(String note) {
      need(note.chars().noneMatch(c -> c < ' ' && c != '\n'), "has a control character");
      int end = note.lastIndexOf("\n\n");
      need(end >= 0 && note.endsWith("\n") && end + 2 < note.length(), "is not a signed note");
      List<Signed> signatures = new ArrayList<>();
      for (String line : note.substring(end + 2, note.length() - 1).split("\n", -1)) {
        String[] words = line.split(" ", -1);
        need(
            words.length == 3 && words[0].equals("\u2014") && Vkey.isName(words[1]),
            "has a signature line that is malformed");
        byte[] signature = base64(words[2]);
        need(signature.length > 4, "has a signature that is too short");
        signatures.add(
            new Signed(
                words[1],
                Arrays.copyOf(signature, 4),
                Arrays.copyOfRange(signature, 4, signature.length)));
        need(signatures.size() <= MOST_SIGNATURES, "has too many signatures");
      }
      return new Note(note.substring(0, end + 1), signatures);
    }

    /** The signatures with this key's name and id. Those of other keys cannot be verified. */
    List<byte[]> by(Vkey key) {
      return signatures.stream()
          .filter(line -> line.name.equals(key.name) && Arrays.equals(line.id, key.id))
          .map(Signed::signature)
          .toList();
    }

    boolean isSignedBy(Vkey key) {
      List<byte[]> own = by(key);
      return !own.isEmpty()
          && own.stream().allMatch(signature -> key.verifies(utf8(text), signature));
    }

    /**
     * Whether all of the witness's cosignatures verify; true if there is none. A cosignature begins
     * with a time (C2SP tlog-cosignature).
     */
    boolean isCosignedBy(Vkey witness) {
      return by(witness).stream().allMatch(signature -> isCosignature(witness, signature));
    }

    private boolean isCosignature(Vkey witness, byte[] signature) {
      if (signature.length < Long.BYTES || ByteBuffer.wrap(signature).getLong() < 0) {
        return false;
      }
      String time = "cosignature/v1\ntime " + ByteBuffer.wrap(signature).getLong() + "\n";
      return witness.verifies(
          utf8(time + text), Arrays.copyOfRange(signature, Long.BYTES, signature.length));
    }
  }

  /** A checkpoint: size and root of a log at some time, signed (C2SP tlog-checkpoint). */
  record Checkpoint(Note note, String origin, long size, byte[] root) {
    static Checkpoint of(String signed) {
      Note note = Note.of(signed);
      String[] lines = note.text.split("\n", -1);
      need(lines.length >= 4, "lacks an origin, a size or a root");
      for (int i = 0; i < lines.length - 1; i++) {
        need(!lines[i].isEmpty(), "has an empty line");
      }
      byte[] root = base64(lines[2]);
      need(root.length == HASH, "has a root that does not have 32 bytes");
      return new Checkpoint(note, lines[0], decimal(lines[1]), root);
    }

    /** The reasons why this checkpoint is not the log's; empty if it is. */
    List<String> problems(Vkey key) {
      List<String> problems = new ArrayList<>();
      if (!origin.equals(key.name)) {
        problems.add("its origin is " + origin + ", not the name of the --key");
      }
      if (!note.isSignedBy(key)) {
        problems.add("is not signed by the --key");
      }
      return problems;
    }
  }

  /** A decimal number without leading zeros, as checkpoints and receipts write sizes. */
  private static long decimal(String text) {
    need(text.matches("0|[1-9][0-9]{0,17}"), "has a size or index that is not a whole number");
    return Long.parseLong(text);
  }

  /** The checkpoints that the entries must match, at every size for which there is one. */
  private static final class Expected {
    private final Options options;
    private final Checkpoint signed;
    private final Report report;
    private final Check published;
    private int publishedBefore;
    private final Check earlier;
    private final Check entries;
    private final Tree tree = new Tree();
    private final Map<Long, List<Root>> roots = new HashMap<>();
    private final Map<Vkey, Check> witnesses = new LinkedHashMap<>();
    private final Map<Vkey, List<String>> cosigned = new HashMap<>();

    /** A root from a checkpoint, with the check that the checkpoint belongs to. */
    private record Root(String name, byte[] hash, Check check) {}

    Expected(Options options, Checkpoint signed, Report report) {
      this.options = options;
      this.signed = signed;
      this.report = report;
      this.entries = report.check("the entries match the signed checkpoint");
      this.published = report.check("the log continues the checkpoints that it published before");
      this.earlier = report.check("the log continues the --earlier checkpoints");
      for (Vkey witness : options.witnesses) {
        String what = "every cosignature of " + witness.name + " is right";
        witnesses.computeIfAbsent(witness, any -> report.check(what));
        cosigned.put(witness, new ArrayList<>());
      }
    }

    void read(Export export) {
      cosignatures("checkpoint", signed);
      for (Path file : options.earlier) {
        String name = "--earlier " + file.getFileName();
        earlier
            .within(name, () -> anyCheckpoint(file))
            .ifPresent(found -> expect(name, found, earlier));
      }
      Set<String> names = export.under("checkpoints/");
      for (String name : names) {
        Optional<Checkpoint> found = published.within(name, () -> Checkpoint.of(export.note(name)));
        found.ifPresent(checkpoint -> expect(name, checkpoint, published));
        if (found.isPresent() && !name.equals("checkpoints/" + found.get().size)) {
          published.problem(name + ": its size is " + found.get().size + ", unlike in its name");
        }
      }
      publishedBefore = names.size();
      Set<String> timestamps = export.under("timestamps/");
      for (String name : timestamps) {
        String checkpoint = name.replace("timestamps/", "checkpoints/").replace(".tsr", "");
        if (!names.contains(checkpoint)) {
          published.problem(name + ": its checkpoint " + checkpoint + " is missing");
        }
      }
      if (!timestamps.isEmpty()) {
        report.unchecked(timestamps.size() + TIMESTAMPS);
      }
      compare();
    }

    private static Checkpoint anyCheckpoint(Path file) throws IOException {
      String text = decoded(Verify.read(file));
      return text.startsWith(Receipt.HEADER) ? Receipt.of(text).checkpoint : Checkpoint.of(text);
    }

    private void expect(String name, Checkpoint checkpoint, Check check) {
      checkpoint.problems(options.key).forEach(problem -> check.problem(name + ": " + problem));
      cosignatures(name, checkpoint);
      if (checkpoint.size > signed.size) {
        check.problem(
            name + ": the log had " + checkpoint.size + " entries then, and now has fewer");
      }
      Root root = new Root(name, checkpoint.root, check);
      roots.computeIfAbsent(checkpoint.size, any -> new ArrayList<>()).add(root);
    }

    private void cosignatures(String name, Checkpoint checkpoint) {
      witnesses.forEach(
          (witness, check) -> {
            if (!checkpoint.note.isCosignedBy(witness)) {
              check.problem(name + ": the cosignature of " + witness.name + " is wrong");
            } else if (!checkpoint.note.by(witness).isEmpty()) {
              cosigned.get(witness).add(name);
            }
          });
    }

    void add(byte[] leafHash) {
      tree.add(leafHash);
      compare();
    }

    private void compare() {
      for (Root root : roots.getOrDefault(tree.size, List.of())) {
        if (!Arrays.equals(root.hash, tree.root())) {
          root.check.problem(
              root.name + ": the first " + tree.size + " entries have changed since then");
        }
      }
    }

    void end() {
      if (!Arrays.equals(tree.root(), signed.root)) {
        entries.problem("checkpoint: its root does not match the entries");
      }
      entries.done(tree.size + " entries match the signed checkpoint");
      if (publishedBefore == 0) {
        published.skipped("whether the log continues earlier checkpoints: the export has none");
      } else {
        published.done(
            "the log continues the %d checkpoints that it published before"
                .formatted(publishedBefore));
      }
      if (options.earlier.isEmpty()) {
        earlier.skipped(
            "whether the owner of the log's key rewrote the whole log: no --earlier given");
      } else {
        earlier.done("the log continues the " + options.earlier.size() + " --earlier checkpoints");
      }
      witnesses.forEach(
          (witness, check) -> {
            List<String> names = cosigned.get(witness);
            String some = names.stream().limit(MOST_PROBLEMS).collect(Collectors.joining(", "));
            String list = names.isEmpty() ? "" : ": " + some;
            check.done("%s (%d checkpoints%s)".formatted(check.claim, names.size(), list));
          });
    }
  }

  /** Computes the root while leaves are added. It stores only the roots of the full subtrees. */
  static final class Tree {
    private final ArrayList<byte[]> full = new ArrayList<>();
    long size;

    void add(byte[] leafHash) {
      byte[] node = leafHash;
      // This leaf completes one subtree for each 1 at the end of its index in binary.
      for (long index = size; (index & 1) == 1; index >>= 1) {
        node = node(full.remove(full.size() - 1), node);
      }
      full.add(node);
      size++;
    }

    byte[] root() {
      if (size == 0) {
        return sha256(new byte[0]);
      }
      byte[] root = full.get(full.size() - 1);
      for (int i = full.size() - 2; i >= 0; i--) {
        root = node(full.get(i), root);
      }
      return root;
    }
  }

  private static byte[] node(byte[] left, byte[] right) {
    return sha256(concat(new byte[] {1}, left, right));
  }

  /**
   * Computes the hash tiles (C2SP tlog-tiles) from the leaves, and compares them with the export.
   */
  private static final class Tiles {
    private final Export export;
    private final Check check;
    private final List<ByteArrayOutputStream> levels = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private int compared;

    Tiles(Export export, Check check) {
      this.export = export;
      this.check = check;
    }

    void add(int level, byte[] hash) {
      if (level == levels.size()) {
        levels.add(new ByteArrayOutputStream(TILE * HASH));
        numbers.add(0L);
      }
      levels.get(level).writeBytes(hash);
      if (levels.get(level).size() == TILE * HASH) {
        byte[] tile = compare(level);
        Tree subtree = new Tree();
        for (int i = 0; i < TILE; i++) {
          subtree.add(Arrays.copyOfRange(tile, i * HASH, (i + 1) * HASH));
        }
        add(level + 1, subtree.root());
      }
    }

    void end() {
      for (int level = 0; level < levels.size(); level++) {
        if (levels.get(level).size() > 0) {
          compare(level);
        }
      }
      check.done(compared + " hash tiles match the entries");
    }

    private byte[] compare(int level) {
      byte[] computed = levels.get(level).toByteArray();
      long number = numbers.get(level);
      levels.get(level).reset();
      numbers.set(level, number + 1);
      compared++;
      String name = tileName(Integer.toString(level), number, computed.length / HASH);
      check
          .within(name, () -> export.read(name, computed.length))
          .map(given -> Arrays.mismatch(computed, given))
          .filter(wrong -> wrong >= 0)
          .ifPresent(
              wrong ->
                  check.problem(
                      "%s: its hash %d does not match the %s"
                          .formatted(
                              name,
                              number * TILE + wrong / HASH,
                              level == 0 ? "entry" : "tile below")));
      return computed;
    }
  }

  /**
   * The types of entries: the roles that may make one, the subject or site, and the data's members.
   */
  enum Type {
    TRIAL_REGISTERED(
        "service",
        "",
        "version:count sha256:hash schedule title:text algorithm commitment mode vkey:text"),
    LOG_RESTARTED(
        "manager",
        "",
        "version:count sha256:hash schedule title:text algorithm commitment mode vkey:text status"
            + " reason:text previous"),
    ALLOCATION_CARRIED_OVER(
        "manager",
        "subject site",
        "number:count stratum place:count? arm:code assessment:uuid time allocatedBy:text"
            + " requestedBy:text?"),
    PROTOCOL_AMENDED("service", "", "version:count sha256:hash schedule reason:text"),
    STATUS_CHANGED("manager service", "", "from:status to:status reason:text"),
    SITE_ADDED("manager", "site", "name:text timeZone:text reason:text"),
    ASSESSMENT_RECORDED(
        "enroller edc",
        "subject site",
        "assessment:uuid protocolVersion:count verdict stratum? outcomes screening"),
    ALLOCATION_ISSUED(
        "enroller edc", "subject site", "number:count stratum arm:code assessment:uuid"),
    ALLOCATION_REFUSED("enroller edc manager", "subject site?", "problem *"),
    EMERGENCY_LIST_ISSUED("statistician", "site", "list:count places:count reason:text"),
    EMERGENCY_ALLOCATION_RECORDED(
        "manager",
        "subject site",
        "number:count stratum place:count arm:code assessment:uuid openedAt:time openedBy:text"
            + " reason:text"),
    STRATUM_CORRECTED(
        "manager", "subject site", "reason:text stratumAsRandomized:stratum stratum screening"),
    RANDOMIZED_IN_ERROR("manager", "subject site", "reason:text stratumAsRandomized:stratum"),
    SCHEDULE_READ("statistician", "", "stratum from:number slots:number"),
    BALANCE_READ("statistician", "", "allocations:number"),
    LOG_EXPORTED("auditor", "", "entries:count"),
    KEY_REVEALED("manager", "", "reason:text key:hash");

    private final List<String> allowedRoles;
    private final Form leaf;
    private final Form data;

    Type(String allowedRoles, String concerns, String data) {
      this.allowedRoles = List.of(allowedRoles.split(" "));
      this.leaf =
          new Form(
              "index:number time type:word actor:object "
                  + concerns.replace("subject", "subject:code").replaceFirst("site", "site:code")
                  + " data:object salt");
      this.data = new Form(data);
    }

    static Type named(Object name) {
      for (Type type : values()) {
        if (type.name().equals(name)) {
          return type;
        }
      }
      throw new Broken("its type is unknown");
    }
  }

  /**
   * The members of an object, in order. A member is written {@code name:kind}, or {@code name} if
   * the kind has the same name. A {@code ?} at the end marks an optional member. {@code *} allows
   * any further members.
   */
  private static final class Form {
    private static final Form ACTOR = new Form("id:text roles requestedBy:text?");
    private static final Form PREVIOUS =
        new Form("origin:text vkey:text size:number checkpoint:note?");
    private static final Form SCHEDULE = new Form("arms:list blockSizes:list");
    private static final Form ARM = new Form("code weight:count");

    private static final String CODE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final Map<String, Pattern> PATTERNS =
        Map.ofEntries(
            pattern("code", CODE),
            pattern("level", CODE + "=" + CODE),
            pattern("word", "[A-Z_]+"),
            pattern("problem", "[A-Z_]+"),
            pattern("time", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"),
            pattern("uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
            pattern("salt", "[0-9a-f]{32}"),
            pattern("hash", "[0-9a-f]{64}"),
            pattern("commitment", "sha256:[0-9a-f]{64}"),
            pattern("algorithm", "kleroterion/1"),
            pattern("mode", "EVALUATION|PRODUCTION"),
            pattern("status", "REGISTERED|OPEN|PAUSED|CLOSED"),
            pattern("verdict", "ELIGIBLE|INELIGIBLE|INCOMPLETE"),
            pattern("outcome", "MET|NOT_MET|MISSING"),
            pattern("note", "(?s).+"));

    private record Member(String name, String kind, boolean optional) {}

    private final List<Member> members = new ArrayList<>();
    private boolean open;

    Form(String members) {
      for (String member : members.trim().split(" +")) {
        if (member.equals("*")) {
          open = true;
          continue;
        }
        boolean optional = member.endsWith("?");
        String[] parts = member.replace("?", "").split(":");
        this.members.add(new Member(parts[0], parts[parts.length - 1], optional));
      }
    }

    private static Map.Entry<String, Pattern> pattern(String kind, String pattern) {
      return Map.entry(kind, Pattern.compile(pattern));
    }

    /**
     * Returns the value as an object, after checking that it has exactly the expected members.
     *
     * @param where the beginning of an error message, which names the object
     */
    Map<String, Object> check(Object value, String where) {
      if (!(value instanceof Map)) {
        throw new Broken(where + "is not an object");
      }
      Map<String, Object> object = object(value);
      Iterator<String> names = object.keySet().iterator();
      String next = names.hasNext() ? names.next() : null;
      for (Member member : members) {
        if (member.name.equals(next) && isOf(member.kind, object.get(next))) {
          next = names.hasNext() ? names.next() : null;
        } else if (object.containsKey(member.name)) {
          throw new Broken(where + "`" + member.name + "` is wrong or out of order");
        } else if (!member.optional) {
          throw new Broken(where + "`" + member.name + "` is missing");
        }
      }
      if (next != null && !open) {
        throw new Broken(where + "`" + next + "` is not a member of it");
      }
      return object;
    }

    private static boolean isOf(String kind, Object value) {
      return switch (kind) {
        case "number" -> value instanceof Long;
        case "count" -> value instanceof Long number && number >= 1;
        case "object" -> value instanceof Map;
        case "list" -> value instanceof List;
        case "text" ->
            value instanceof String text
                && !text.isBlank()
                && text.chars().noneMatch(Character::isISOControl);
        case "stratum" -> value instanceof String stratum && isStratum(stratum);
        case "time" -> matches(kind, value) && isTime((String) value);
        case "roles" -> value instanceof List<?> roles && areRoles(roles);
        case "schedule" -> Schedule.of(value) != null;
        case "previous" -> PREVIOUS.check(value, "the previous log: ") != null;
        case "outcomes" ->
            value instanceof Map<?, ?> outcomes
                && !outcomes.isEmpty()
                && outcomes.keySet().stream().allMatch(name -> matches("code", name))
                && outcomes.values().stream().allMatch(outcome -> matches("outcome", outcome));
        case "screening" ->
            value instanceof Map<?, ?> values
                && values.values().stream()
                    .noneMatch(item -> item == null || item instanceof Map || item instanceof List);
        default -> matches(kind, value);
      };
    }

    static boolean matches(String kind, Object value) {
      return value instanceof String text && PATTERNS.get(kind).matcher(text).matches();
    }

    /** {@code factor=level,factor=level,…}; empty for a trial without factors. */
    private static boolean isStratum(String stratum) {
      return stratum.isEmpty()
          || Arrays.stream(stratum.split(",", -1)).allMatch(level -> matches("level", level));
    }

    private static boolean isTime(String time) {
      try {
        LocalDateTime.parse(time.substring(0, time.length() - 1));
        return true;
      } catch (DateTimeException e) {
        return false;
      }
    }

    /**
     * Whether the roles are known, sorted and unique: either the service alone, or callers' roles.
     */
    private static boolean areRoles(List<?> roles) {
      List<String> known =
          roles.equals(List.of("service"))
              ? List.of("service")
              : List.of("auditor", "edc", "enroller", "manager", "statistician");
      return !roles.isEmpty() && roles.equals(known.stream().filter(roles::contains).toList());
    }
  }

  /** A well-formed entry. */
  record Leaf(
      long index,
      Type type,
      String time,
      String actor,
      String requestedBy,
      String subject,
      String site,
      Map<String, Object> data) {

    /**
     * @param marked a zero byte, with which leaves are hashed (RFC 6962), and the entry's bytes
     */
    static Leaf of(byte[] marked, long index) {
      byte[] bytes = Arrays.copyOfRange(marked, 1, marked.length);
      Map<String, Object> leaf = object(Json.of(bytes));
      Type type = Type.named(leaf.get("type"));
      type.leaf.check(leaf, "");
      need(leaf.get("index").equals(index), "its index is " + leaf.get("index"));
      Map<String, Object> actor = Form.ACTOR.check(leaf.get("actor"), "its actor: ");
      List<?> roles = (List<?>) actor.get("roles");
      need(!Collections.disjoint(type.allowedRoles, roles), roles + " must not make a " + type);
      need(
          !roles.contains("service") || actor.get("id").equals("kleroterion"),
          "an actor with the role service must be kleroterion");
      need(
          Collections.disjoint(roles, List.of("enroller", "edc"))
              || Collections.disjoint(roles, List.of("auditor", "statistician")),
          "its actor enrols and also has a role that helps to predict arms");
      return new Leaf(
          index,
          type,
          (String) leaf.get("time"),
          (String) actor.get("id"),
          (String) actor.getOrDefault("requestedBy", ""),
          (String) leaf.getOrDefault("subject", ""),
          (String) leaf.getOrDefault("site", ""),
          type.data.check(leaf.get("data"), "its data: "));
    }

    static String label(long index, Type type, String subject) {
      String concerned = subject.isEmpty() ? "" : ", subject " + subject;
      return "entry %d (%s%s)".formatted(index, type, concerned);
    }

    String text(String member) {
      return (String) data.get(member);
    }

    long number(String member) {
      return (Long) data.get(member);
    }

    @Override
    public String toString() {
      return label(index, type, subject);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    need(value instanceof Map, "it is not a JSON object");
    return (Map<String, Object>) value;
  }

  /**
   * The arms with their weights, in the protocol's order, and the block sizes in ascending order.
   */
  record Schedule(List<String> arms, List<Long> weights, List<Long> blockSizes) {
    /** The service's own limit. Here it also bounds the time that a hostile log can take. */
    private static final long LARGEST_BLOCK = 1000;

    static Schedule of(Object value) {
      Map<String, Object> schedule = Form.SCHEDULE.check(value, "its schedule: ");
      List<String> arms = new ArrayList<>();
      List<Long> weights = new ArrayList<>();
      for (Object item : (List<?>) schedule.get("arms")) {
        Map<String, Object> arm = Form.ARM.check(item, "an arm of its schedule: ");
        arms.add((String) arm.get("code"));
        weights.add((Long) arm.get("weight"));
        need(weights.size() <= LARGEST_BLOCK, "its schedule has too many arms");
        need((Long) arm.get("weight") <= LARGEST_BLOCK, "its schedule has too large a weight");
      }
      need(!arms.isEmpty(), "its schedule has no arm");
      need(new HashSet<>(arms).size() == arms.size(), "its schedule has an arm twice");
      List<Long> sizes = new ArrayList<>();
      long sum = weights.stream().mapToLong(Long::longValue).sum();
      for (Object item : (List<?>) schedule.get("blockSizes")) {
        need(
            item instanceof Long size
                && size > (sizes.isEmpty() ? 0 : sizes.get(sizes.size() - 1))
                && size <= LARGEST_BLOCK
                && size % sum == 0,
            "its schedule has block sizes that do not ascend or are not multiples of all weights");
        sizes.add((Long) item);
      }
      need(!sizes.isEmpty(), "its schedule has no block size");
      return new Schedule(arms, weights, sizes);
    }
  }

  /**
   * A strict parser for JSON (RFC 8259): no repeated member, no line feed, limited depth. Whole
   * numbers become Longs.
   */
  private static final class Json {
    private static final int DEEPEST = 16;
    private static final Pattern NUMBER =
        Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** A number that is not whole, as text. The verifier does not compute with it. */
    private record Decimal(String text) {}

    private final String json;
    private int at;

    private Json(String json) {
      this.json = json;
    }

    static Object of(byte[] bytes) {
      Json json = new Json(decoded(bytes));
      need(json.json.indexOf('\n') < 0, "it has a line feed");
      Object value = json.value(0);
      json.must(json.at == json.json.length());
      return value;
    }

    private void must(boolean holds) {
      if (!holds) {
        throw new Broken("it is not JSON at character " + at);
      }
    }

    private Object value(int depth) {
      need(depth < DEEPEST, "it is nested too deeply");
      char first = peek();
      Object value =
          switch (first) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
          };
      peek();
      return value;
    }

    private Map<String, Object> object(int depth) {
      Map<String, Object> members = new LinkedHashMap<>();
      at++;
      if (took('}')) {
        return members;
      }
      do {
        must(peek() == '"');
        String name = string();
        must(!members.containsKey(name) && took(':'));
        members.put(name, value(depth + 1));
      } while (took(','));
      must(took('}'));
      return members;
    }

    private List<Object> array(int depth) {
      List<Object> elements = new ArrayList<>();
      at++;
      if (took(']')) {
        return elements;
      }
      do {
        elements.add(value(depth + 1));
      } while (took(','));
      must(took(']'));
      return elements;
    }

    private String string() {
      StringBuilder text = new StringBuilder();
      boolean escapes = false;
      for (at++; at < json.length() && json.charAt(at) != '"'; at++) {
        must(json.charAt(at) >= ' ');
        boolean escape = json.charAt(at) == '\\';
        text.append(escape ? escaped() : json.charAt(at));
        escapes |= escape;
      }
      must(at < json.length());
      at++;
      // An escape can produce a lone surrogate, which UTF-8 cannot represent.
      must(!escapes || text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
      return text.toString();
    }

    /** The character that an escape stands for. Stops at the escape's last character. */
    private char escaped() {
      at++;
      int kind = at < json.length() ? "\"\\/bfnrtu".indexOf(json.charAt(at)) : -1;
      must(kind >= 0);
      if (kind < 8) {
        return "\"\\/\b\f\n\r\t".charAt(kind);
      }
      must(at + 4 < json.length());
      String digits = json.substring(at + 1, at + 5);
      must(digits.matches("[0-9a-fA-F]{4}"));
      at += 4;
      return (char) Integer.parseInt(digits, 16);
    }

    private Object literal(String word, Object value) {
      must(json.startsWith(word, at));
      at += word.length();
      return value;
    }

    private Object number() {
      Matcher number = NUMBER.matcher(json).region(at, json.length());
      must(number.lookingAt());
      at = number.end();
      String text = number.group();
      return WHOLE.matcher(text).matches() ? Long.valueOf(text) : new Decimal(text);
    }

    /** Consumes the next character if it is this one. */
    private boolean took(char c) {
      boolean matches = peek() == c;
      at += matches ? 1 : 0;
      return matches;
    }

    /** Skips white space and returns the next character without consuming it; 0 at the end. */
    private char peek() {
      while (at < json.length() && " \t\r".indexOf(json.charAt(at)) >= 0) {
        at++;
      }
      return at < json.length() ? json.charAt(at) : 0;
    }
  }

  /** The state of a subject: the latest assessment and the allocation. */
  private static final class Subject {
    UUID assessment;
    boolean eligible;
    long version;
    String assessedSite;
    String assessedStratum;
    String site;
    String stratum;
    boolean inError;

    boolean isAllocated() {
      return site != null;
    }
  }

  /** An allocation in the log; its slot is 0-based within the stratum. */
  private record Issued(long index, Type type, String subject, long slot, String arm) {}

  /** A list of arms that a site uses while the service is down. */
  private record EmergencyList(String site, long places) {}

  /**
   * The trial's state, built from the entries in order. Each entry is checked against this state.
   */
  private static final class Rules {
    private static final Pattern ORIGIN =
        Pattern.compile(".+/v1/trials/(" + Form.CODE + ")/log(?:-([2-9]|[1-9][0-9]{1,8}))?");
    private static final Pattern EMERGENCY =
        Pattern.compile("emergency=([1-9][0-9]{0,8})(?:,(.+))?");
    private static final long MOST_PLACES = 100;
    private static final Map<String, List<String>> MAY_BECOME =
        Map.of(
            "REGISTERED", List.of("OPEN", "CLOSED"),
            "OPEN", List.of("PAUSED", "CLOSED"),
            "PAUSED", List.of("OPEN", "CLOSED"),
            "CLOSED", List.of());

    private final Vkey key;
    private final Table table;
    private final Check check;
    private final Report report;
    private final long[] counts = new long[Type.values().length];
    private final Map<String, Subject> subjects = new HashMap<>();
    private final Set<UUID> assessments = new HashSet<>();
    private final Map<String, String> shared = new HashMap<>();
    final Map<Long, String> protocols = new TreeMap<>();
    final Map<String, List<Issued>> strata = new TreeMap<>();
    private final Map<Long, EmergencyList> emergencyLists = new HashMap<>();
    private final Map<String, Set<Long>> cards = new HashMap<>();
    private long lists;
    private boolean restarted;
    private long mismatchedCards;
    String trial = "";
    String commitment = "";
    Optional<byte[]> revealed = Optional.empty();
    Schedule schedule;
    private String mode = "";
    private String status = "REGISTERED";
    private String time = "";
    private long version;
    private long number;
    private Type before;
    private Leaf now;
    private boolean suspended;

    Rules(Vkey key, Table table, Check check, Report report) {
      this.key = key;
      this.table = table;
      this.check = check;
      this.report = report;
      Matcher origin = ORIGIN.matcher(key.name);
      if (origin.matches()) {
        trial = origin.group(1);
      } else {
        check.problem("the --key's name is not the origin of a trial's log");
      }
    }

    /** Stops the checks by state: a malformed entry leaves the state unknown. */
    void unreadable() {
      suspended = true;
    }

    void entry(Leaf leaf) {
      if (suspended) {
        return;
      }
      now = leaf;
      counts[leaf.type.ordinal()]++;
      must(leaf.time.compareTo(time) >= 0, "its time is before the previous entry's");
      time = leaf.time;
      boolean first = leaf.type == Type.TRIAL_REGISTERED || leaf.type == Type.LOG_RESTARTED;
      must(
          first == (leaf.index == 0),
          "an entry of this type must be entry 0, and entry 0 must be of such a type");
      switch (leaf.type) {
        case TRIAL_REGISTERED -> logBegun(leaf);
        case LOG_RESTARTED -> restarted(leaf);
        case ALLOCATION_CARRIED_OVER -> carriedOver(leaf);
        case PROTOCOL_AMENDED -> protocol(leaf);
        case STATUS_CHANGED -> statusChanged(leaf);
        case ASSESSMENT_RECORDED -> assessed(leaf);
        case ALLOCATION_ISSUED -> issued(leaf);
        case EMERGENCY_LIST_ISSUED -> listIssued(leaf);
        case EMERGENCY_ALLOCATION_RECORDED -> emergencyRecorded(leaf);
        case STRATUM_CORRECTED, RANDOMIZED_IN_ERROR -> corrected(leaf);
        case BALANCE_READ ->
            must(leaf.number("allocations") <= number, "there were only " + number);
        case LOG_EXPORTED ->
            must(
                leaf.number("entries") == leaf.index + 1,
                "it says that " + leaf.number("entries") + " entries were exported");
        case KEY_REVEALED -> keyRevealed(leaf);
        case SITE_ADDED, ALLOCATION_REFUSED, SCHEDULE_READ -> {}
      }
      before = leaf.type;
    }

    private void must(boolean holds, String otherwise) {
      if (!holds) {
        check.problem(now + ": " + otherwise);
      }
    }

    private void logBegun(Leaf leaf) {
      Matcher origin = ORIGIN.matcher(key.name);
      boolean restart = origin.matches() && origin.group(2) != null;
      must(
          restart == (leaf.type == Type.LOG_RESTARTED),
          "a log's first entry must be TRIAL_REGISTERED, or LOG_RESTARTED in log-2 and later");
      must(leaf.text("vkey").equals(key.text), "its vkey is not the --key");
      commitment = leaf.text("commitment");
      mode = leaf.text("mode");
      protocol(leaf);
    }

    private void restarted(Leaf leaf) {
      logBegun(leaf);
      restarted = true;
      status = leaf.text("status");
      Map<String, Object> previous = object(leaf.data.get("previous"));
      Matcher own = ORIGIN.matcher(key.name);
      Matcher old = ORIGIN.matcher((String) previous.get("origin"));
      must(
          own.matches()
              && old.matches()
              && own.group(1).equals(old.group(1))
              && ordinal(own) == ordinal(old) + 1,
          "the log that it continues is not this trial's previous log");
      check
          .within(
              leaf + ", the previous log",
              () -> Vkey.of((String) previous.get("vkey"), Vkey.ED25519))
          .ifPresent(vkey -> checkLast(leaf, vkey, previous));
    }

    private void checkLast(Leaf leaf, Vkey vkey, Map<String, Object> previous) {
      must(
          vkey.name.equals(previous.get("origin")),
          "the previous log's vkey does not have the previous log's origin");
      if (previous.containsKey("checkpoint")) {
        check
            .within(
                leaf + ", its checkpoint", () -> Checkpoint.of((String) previous.get("checkpoint")))
            .ifPresent(last -> last.problems(vkey).forEach(problem -> must(false, problem)));
      }
    }

    private static int ordinal(Matcher origin) {
      return origin.group(2) == null ? 1 : Integer.parseInt(origin.group(2));
    }

    private void protocol(Leaf leaf) {
      must(leaf.number("version") > version, "its version is not greater than " + version);
      version = leaf.number("version");
      protocols.put(version, leaf.text("sha256"));
      Schedule next = Schedule.of(leaf.data.get("schedule"));
      must(
          (number == 0 && emergencyLists.isEmpty()) || next.equals(schedule),
          "it changes the schedule after the first allocation or emergency list");
      schedule = next;
    }

    private void statusChanged(Leaf leaf) {
      String to = leaf.text("to");
      must(leaf.text("from").equals(status), "the trial was " + status);
      must(MAY_BECOME.get(status).contains(to), status + " cannot become " + to);
      status = to;
    }

    private void assessed(Leaf leaf) {
      must(!status.equals("CLOSED"), "the trial was CLOSED");
      UUID id = UUID.fromString(leaf.text("assessment"));
      must(assessments.add(id), "another assessment has the same id");
      // An assessment may use an earlier version, because a replica may have read the protocol just
      // before an amendment. An allocation may not.
      must(
          protocols.containsKey(leaf.number("protocolVersion")), "its protocol version is unknown");
      Set<Object> outcomes = new HashSet<>(object(leaf.data.get("outcomes")).values());
      String verdict =
          outcomes.contains("NOT_MET")
              ? "INELIGIBLE"
              : outcomes.contains("MISSING") || !leaf.data.containsKey("stratum")
                  ? "INCOMPLETE"
                  : "ELIGIBLE";
      must(leaf.text("verdict").equals(verdict), "its outcomes make it " + verdict);
      Subject subject = subject(leaf);
      subject.assessment = id;
      subject.eligible = leaf.text("verdict").equals("ELIGIBLE");
      subject.version = leaf.number("protocolVersion");
      subject.assessedSite = shared(leaf.site);
      subject.assessedStratum = shared(leaf.text("stratum"));
    }

    private void listIssued(Leaf leaf) {
      must(!status.equals("CLOSED"), "the trial was CLOSED");
      must(leaf.number("places") <= MOST_PLACES, "it has more places than a list can have");
      long list = leaf.number("list");
      // The number of lists before a restart is not known here.
      must(list == lists + 1 || (restarted && emergencyLists.isEmpty()), "it is not the next list");
      lists = list;
      emergencyLists.put(list, new EmergencyList(leaf.site, leaf.number("places")));
    }

    private void emergencyRecorded(Leaf leaf) {
      must(
          status.equals("OPEN") || status.equals("PAUSED"),
          "the trial was " + status + ", neither OPEN nor PAUSED");
      must(leaf.text("openedAt").compareTo(leaf.time) <= 0, "its openedAt is after its time");
      Matcher name = EMERGENCY.matcher(leaf.text("stratum"));
      must(name.matches(), "its stratum is not an emergency list's");
      if (name.matches()) {
        EmergencyList list = emergencyLists.get(Long.valueOf(name.group(1)));
        must(list != null || restarted, "the list does not exist");
        if (list != null) {
          must(list.site.equals(leaf.site), "the list belongs to another site");
          must(leaf.number("place") <= list.places, "its place is not on the list");
        }
      }
      Subject subject = subject(leaf);
      boolean latest = UUID.fromString(leaf.text("assessment")).equals(subject.assessment);
      must(latest, "it does not rest on the subject's latest assessment in this log");
      if (latest) {
        must(leaf.site.equals(subject.assessedSite), "the assessment is of another site");
        // A site's use of a card must be recorded even if it was wrong. So this is only
        // counted.
        boolean fits =
            subject.eligible
                && name.matches()
                && Optional.ofNullable(name.group(2)).orElse("").equals(subject.assessedStratum);
        mismatchedCards += fits ? 0 : 1;
      }
      allocated(leaf, subject, leaf.time, leaf.actor, leaf.text("openedBy"));
    }

    private void issued(Leaf leaf) {
      must(status.equals("OPEN"), "the trial was " + status + ", not OPEN");
      Subject subject = subject(leaf);
      boolean latest = UUID.fromString(leaf.text("assessment")).equals(subject.assessment);
      must(latest, "it does not rest on the subject's latest assessment in this log");
      if (latest) {
        must(subject.eligible, "the assessment is not ELIGIBLE");
        must(subject.version == version, "the assessment is not of version " + version);
        must(leaf.site.equals(subject.assessedSite), "the assessment is of another site");
        boolean same = leaf.text("stratum").equals(subject.assessedStratum);
        must(same, "the assessment is of another stratum");
      }
      allocated(leaf, subject, leaf.time, leaf.actor, leaf.requestedBy);
    }

    private void carriedOver(Leaf leaf) {
      must(
          before == Type.LOG_RESTARTED || before == Type.ALLOCATION_CARRIED_OVER,
          "it does not follow directly after the restart");
      allocated(
          leaf,
          subject(leaf),
          leaf.text("time"),
          leaf.text("allocatedBy"),
          (String) leaf.data.getOrDefault("requestedBy", ""));
    }

    private void allocated(
        Leaf leaf, Subject subject, String when, String allocatedBy, String requestedBy) {
      must(!subject.isAllocated(), "the subject already has an allocation");
      must(
          leaf.number("number") == number + 1,
          "its number is " + leaf.number("number") + ", not " + (number + 1));
      number = leaf.number("number");
      subject.site = shared(leaf.site);
      subject.stratum = shared(leaf.text("stratum"));
      String arm = shared(leaf.text("arm"));
      must(schedule == null || schedule.arms.contains(arm), "the schedule has no arm " + arm);
      List<Issued> stratum = strata.computeIfAbsent(subject.stratum, any -> new ArrayList<>());
      stratum.add(new Issued(leaf.index, leaf.type, leaf.subject, slot(leaf, stratum.size()), arm));
      table.expect(
          leaf,
          List.of(
              Long.toString(number),
              leaf.subject,
              leaf.site,
              leaf.text("stratum"),
              arm,
              when,
              leaf.text("assessment"),
              allocatedBy,
              requestedBy,
              Long.toString(leaf.index)));
    }

    /**
     * An allocation takes the next slot of its stratum; an emergency card takes the card's slot.
     */
    private long slot(Leaf leaf, long next) {
      boolean hasPlace = leaf.data.containsKey("place");
      must(
          hasPlace == EMERGENCY.matcher(leaf.text("stratum")).matches(),
          "an allocation has a `place` if and only if its stratum is an emergency list's");
      if (!hasPlace) {
        return next;
      }
      long place = leaf.number("place");
      must(place <= MOST_PLACES, "its place is greater than " + MOST_PLACES);
      must(
          cards.computeIfAbsent(leaf.text("stratum"), any -> new HashSet<>()).add(place),
          "its card was already used for another subject");
      return Math.min(place, MOST_PLACES) - 1;
    }

    private void corrected(Leaf leaf) {
      Subject subject = subject(leaf);
      must(subject.isAllocated(), "the subject has no allocation");
      must(!subject.inError, "the subject was randomized in error, which is final");
      if (subject.isAllocated()) {
        must(leaf.site.equals(subject.site), "the allocation is of another site");
        must(
            leaf.text("stratumAsRandomized").equals(subject.stratum),
            "the subject was randomized in another stratum");
      }
      subject.inError |= leaf.type == Type.RANDOMIZED_IN_ERROR;
    }

    private void keyRevealed(Leaf leaf) {
      must(status.equals("CLOSED"), "the trial was " + status + ", not CLOSED");
      byte[] trialKey = HexFormat.of().parseHex(leaf.text("key"));
      must(isCommittedTo(trialKey), "the key is not the one that entry 0 commits to");
      revealed = Optional.of(trialKey);
    }

    boolean isCommittedTo(byte[] trialKey) {
      return commitment.equals("sha256:" + hex(sha256(trialKey)));
    }

    private Subject subject(Leaf leaf) {
      return subjects.computeIfAbsent(leaf.subject, any -> new Subject());
    }

    // Share equal texts to save memory: a million entries have few different strata and sites.
    private String shared(String text) {
      return text == null ? null : shared.computeIfAbsent(text, same -> same);
    }

    void end() {
      if (suspended) {
        report.unchecked("the rules for every log, from the first malformed entry on");
      } else {
        boolean exported = before == Type.LOG_EXPORTED;
        must(exported, "the last entry is not the LOG_EXPORTED of this export");
        table.end();
      }
      report.title("Trial   " + trial + ", " + mode + ", " + status + ", until " + time);
      for (Type type : Type.values()) {
        if (counts[type.ordinal()] > 0) {
          check.detail("%7d %s".formatted(counts[type.ordinal()], type));
        }
      }
      check.done();
      if (mismatchedCards > 0) {
        table.check.detail(
            "%d of them from an emergency list that does not fit the subject's assessment"
                .formatted(mismatchedCards));
      }
      strata.entrySet().stream().limit(MOST_STRATA).forEach(this::count);
      if (strata.size() > MOST_STRATA) {
        table.check.detail("… and " + (strata.size() - MOST_STRATA) + " more strata");
      }
      if (!suspended) {
        table.check.done(number + " allocations, the same in allocations.csv and in the log");
      }
    }

    private void count(Map.Entry<String, List<Issued>> stratum) {
      Map<String, Long> arms = new TreeMap<>();
      stratum.getValue().forEach(issued -> arms.merge(issued.arm, 1L, Long::sum));
      table.check.detail("%7d %s %s".formatted(stratum.getValue().size(), stratum.getKey(), arms));
    }
  }

  /** The file allocations.csv, read row by row together with the entries that it must match. */
  private static final class Table implements Closeable {
    private static final List<String> COLUMNS =
        List.of(
            "number,subject,site,stratum,arm,time,assessment,allocatedBy,requestedBy,index"
                .split(","));

    private final BufferedReader in;
    private final Check check;
    private boolean broken;

    Table(InputStream file, Check check) {
      this.in =
          new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8.newDecoder()));
      this.check = check;
      List<String> header = next();
      if (!broken && !COLUMNS.equals(header)) {
        problem("its header is not " + String.join(",", COLUMNS));
      }
    }

    void expect(Leaf leaf, List<String> values) {
      List<String> cells = values.stream().map(Table::cell).toList();
      List<String> row = next();
      if (row != null && !row.equals(cells)) {
        problem("has the row " + row + ", but " + leaf + " says " + cells);
      } else if (row == null && !broken) {
        problem("ends before the row for " + leaf);
      }
    }

    /** A text that a spreadsheet could read as a formula has an apostrophe in front. */
    private static String cell(String value) {
      return !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    }

    void end() {
      if (next() != null) {
        problem("has more rows than the log has allocations");
      }
    }

    /** The next row; null after the last row or after an error. */
    private List<String> next() {
      try {
        return broken ? null : row();
      } catch (IOException | Broken e) {
        problem("cannot be read as CSV: " + e.getMessage());
        return null;
      }
    }

    private List<String> row() throws IOException {
      int c = in.read();
      if (c == -1) {
        return null;
      }
      List<String> cells = new ArrayList<>();
      while (true) {
        StringBuilder cell = new StringBuilder();
        boolean quoted = c == '"';
        c = quoted ? in.read() : c;
        while (quoted || (c != ',' && c != '\r')) {
          need(
              c != -1 && (quoted || (c != '"' && c != '\n')),
              "a row is not complete or has a stray quote");
          need(cell.length() <= LONGEST_LEAF, "a cell is too long");
          if (quoted && c == '"') {
            c = in.read();
            if (c != '"') {
              break;
            }
          }
          cell.append((char) c);
          c = in.read();
        }
        cells.add(cell.toString());
        need(cells.size() <= COLUMNS.size(), "a row has too many cells");
        if (c == '\r') {
          need(in.read() == '\n', "a row does not end with CR LF");
          return cells;
        }
        need(c == ',', "something follows a closing quote");
        c = in.read();
      }
    }

    private void problem(String sentence) {
      check.problem("allocations.csv: " + sentence);
      broken = true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static void checkArms(Optional<byte[]> given, Rules rules, Report report) {
    Optional<byte[]> trialKey = given.or(() -> rules.revealed);
    if (trialKey.isEmpty() || rules.schedule == null) {
      report.unchecked("the arms, which were not computed again: no --trial-key given");
      return;
    }
    Check commitment = report.check("the trial key matches the commitment in entry 0");
    if (!rules.isCommittedTo(trialKey.get())) {
      commitment.problem("the trial key is not the one that entry 0 commits to");
      return;
    }
    commitment.done();
    Check check = report.check("the arms are those that the trial key gives");
    long count = 0;
    for (Map.Entry<String, List<Issued>> stratum : rules.strata.entrySet()) {
      Iterator<String> slots = Collections.emptyIterator();
      long block = 0;
      long next = 0;
      String arm = "";
      List<Issued> inOrder = new ArrayList<>(stratum.getValue());
      inOrder.sort(Comparator.comparingLong(Issued::slot));
      for (Issued issued : inOrder) {
        for (; next <= issued.slot; next++) {
          if (!slots.hasNext()) {
            slots =
                block(trialKey.get(), rules.trial, stratum.getKey(), block++, rules.schedule)
                    .iterator();
          }
          arm = slots.next();
        }
        count++;
        if (!arm.equals(issued.arm)) {
          check.problem(
              "%s: its arm is %s, but the trial key gives %s"
                  .formatted(
                      Leaf.label(issued.index, issued.type, issued.subject), issued.arm, arm));
        }
      }
    }
    String source = given.isPresent() ? "" : " from KEY_REVEALED";
    check.done(count + " arms, the same when computed again with the trial key" + source);
  }

  /** The arms of one block of a stratum, in order. */
  static List<String> block(
      byte[] trialKey, String trial, String stratum, long number, Schedule schedule) {
    Words words =
        new Words(trialKey, "kleroterion/1\nblock\n" + trial + "\n" + stratum + "\n" + number);
    long size = schedule.blockSizes.get((int) words.uniform(schedule.blockSizes.size()));
    long sum = schedule.weights.stream().mapToLong(Long::longValue).sum();
    List<String> slots = new ArrayList<>();
    for (int i = 0; i < schedule.arms.size(); i++) {
      int times = (int) (schedule.weights.get(i) * (size / sum));
      slots.addAll(Collections.nCopies(times, schedule.arms.get(i)));
    }
    for (int i = slots.size() - 1; i >= 1; i--) {
      Collections.swap(slots, i, (int) words.uniform(i + 1L));
    }
    return slots;
  }

  /**
   * The key stream (NIST SP 800-108r1, counter mode, HMAC-SHA-256), read in words of four bytes.
   */
  private static final class Words {
    private final Mac mac;
    private final byte[] fixed;
    private ByteBuffer output = ByteBuffer.allocate(0);
    private int counter;

    Words(byte[] key, String fixed) {
      this.fixed = utf8(fixed);
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
      }
    }

    long uniform(long n) {
      long limit = (1L << 32) - (1L << 32) % n;
      long word;
      do {
        if (!output.hasRemaining()) {
          mac.update(ByteBuffer.allocate(4).putInt(0, ++counter));
          output = ByteBuffer.wrap(mac.doFinal(fixed));
        }
        word = Integer.toUnsignedLong(output.getInt());
      } while (word >= limit);
      return word % n;
    }
  }

  /** The proof that an entry is in a log of some size, with the checkpoint of that size. */
  record Receipt(long index, List<byte[]> proof, Checkpoint checkpoint) {
    static final String HEADER = "c2sp.org/tlog-proof@v1";

    static Receipt of(String receipt) {
      int end = receipt.indexOf("\n\n");
      need(end >= 0, "is not a receipt: it has no checkpoint");
      Iterator<String> lines = List.of(receipt.substring(0, end).split("\n", -1)).iterator();
      need(lines.next().equals(HEADER), "is not a receipt: it does not begin with " + HEADER);
      String line = lines.hasNext() ? lines.next() : "";
      if (line.startsWith("extra ")) {
        base64(line.substring("extra ".length()));
        line = lines.hasNext() ? lines.next() : "";
      }
      need(line.startsWith("index "), "is not a receipt: it has no index");
      List<byte[]> proof = new ArrayList<>();
      lines.forEachRemaining(hash -> proof.add(base64(hash)));
      return new Receipt(
          decimal(line.substring("index ".length())),
          proof,
          Checkpoint.of(receipt.substring(end + 2)));
    }
  }

  private static void checkReceipt(Options options, Report report) throws IOException {
    String name = options.file.getFileName().toString();
    report.title("Receipt " + name);
    report.title("Key     " + options.key.text);
    byte[] marked = concat(new byte[] {0}, read(options.entry.orElseThrow()));
    need(marked.length <= 1 + LONGEST_LEAF, "the --entry is longer than an entry can be");
    Check signature = report.check("the receipt's checkpoint is signed by the --key");
    Check inclusion = report.check("the proof shows that the entry is in the log");
    Check form = report.check("the entry is well-formed");
    Optional<Receipt> parsed =
        signature.within(name, () -> Receipt.of(decoded(read(options.file))));
    if (parsed.isEmpty()) {
      return;
    }
    Receipt receipt = parsed.get();
    Checkpoint signed = receipt.checkpoint;
    report.title("Origin  " + signed.origin);
    report.title("Entry   " + receipt.index + " of " + signed.size);
    signed.problems(options.key).forEach(problem -> signature.problem(name + ": " + problem));
    signature.done();
    if (!included(receipt.index, signed.size, sha256(marked), receipt.proof, signed.root)) {
      inclusion.problem(name + ": does not prove that these bytes are in the log");
    }
    inclusion.done();
    form.within("entry " + receipt.index, () -> Leaf.of(marked, receipt.index))
        .ifPresent(leaf -> form.detail(leaf + " of " + leaf.time + ", " + leaf.data));
    form.done();
    for (Vkey witness : options.witnesses) {
      Check cosignature = report.check("the checkpoint is cosigned by " + witness.name);
      if (signed.note.by(witness).isEmpty()) {
        cosignature.skipped("the checkpoint is not cosigned by " + witness.name);
        continue;
      }
      if (!signed.note.isCosignedBy(witness)) {
        cosignature.problem(name + ": the cosignature of " + witness.name + " is wrong");
      }
      cosignature.done();
    }
    report.unchecked("the rest of the log, which only an export contains");
  }

  /** Whether the inclusion proof leads from the leaf's hash to the root (RFC 6962 §2.1.1). */
  static boolean included(long index, long size, byte[] leafHash, List<byte[]> proof, byte[] root) {
    if (index < 0 || index >= size || leafHash.length != HASH) {
      return false;
    }
    byte[] hash = leafHash;
    Iterator<byte[]> hashes = proof.iterator();
    long last = size - 1;
    for (long at = index; last > 0; at >>= 1, last >>= 1) {
      boolean left = (at & 1) == 1;
      // The last node of a level, if it has no sibling, is its own parent.
      if (!left && at == last) {
        continue;
      }
      byte[] sibling = hashes.hasNext() ? hashes.next() : new byte[0];
      if (sibling.length != HASH) {
        return false;
      }
      hash = left ? node(sibling, hash) : node(hash, sibling);
    }
    return !hashes.hasNext() && Arrays.equals(hash, root);
  }

  /** One check and its result. It holds if it was completed and found no problem. */
  private static final class Check {
    private final Report report;
    private final List<String> details = new ArrayList<>();
    private final String claim;
    private String result;
    private long problems;
    private boolean done;

    private Check(String claim, Report report) {
      this.claim = claim;
      this.result = claim;
      this.report = report;
    }

    /** The check is complete. */
    void done() {
      done = true;
    }

    /**
     * The check is complete.
     *
     * @param result what to print instead of the claim if there was no problem
     */
    void done(String result) {
      this.result = result;
      done = true;
    }

    /** The check was not possible; it is listed as not checked. */
    void skipped(String reason) {
      result = reason;
    }

    void detail(String line) {
      details.add(line);
    }

    void problem(String sentence) {
      problems++;
      report.problem(sentence);
    }

    /** Runs a step. If it fails, reports a problem of this name and returns empty. */
    <T> Optional<T> within(String name, Step<T> step) {
      try {
        return Optional.of(step.run());
      } catch (EOFException e) {
        problem(name + ": ends too early");
      } catch (IOException | Broken e) {
        problem(name + ": " + e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Collects the results of all checks, and prints them at the end. */
  private static final class Report {
    private final List<String> titles = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long count;

    /** Registers a check with the statement that it verifies. */
    Check check(String claim) {
      Check check = new Check(claim, this);
      checks.add(check);
      return check;
    }

    void title(String line) {
      titles.add(printable(line));
    }

    void unchecked(String line) {
      unchecked.add(line);
    }

    private void problem(String sentence) {
      count++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(printable(sentence));
      }
    }

    int print(PrintStream out) {
      titles.forEach(out::println);
      list(out, "Holds", results(check -> check.done && check.problems == 0));
      list(out, "Does NOT hold", results(check -> check.problems > 0));
      List<String> open = results(check -> !check.done && check.problems == 0);
      open.addAll(unchecked);
      list(out, "Not checked", open);
      list(out, "Problems", problems);
      out.println();
      if (count == 0) {
        out.println("All completed checks hold.");
        return 0;
      }
      if (count > problems.size()) {
        out.println("  … and more, " + count + " problems in all.");
      }
      long failed = checks.stream().filter(check -> check.problems > 0).count();
      out.println("FAILED. Checks that do not hold: " + failed + ".");
      return 1;
    }

    private List<String> results(Predicate<Check> selected) {
      List<String> lines = new ArrayList<>();
      for (Check check : checks) {
        if (selected.test(check)) {
          lines.add(
              check.problems == 0
                  ? printable(check.result)
                  : printable(check.claim) + " (problems: " + check.problems + ")");
          if (check.done) {
            check.details.forEach(detail -> lines.add("  " + printable(detail)));
          }
        }
      }
      return lines;
    }

    private static void list(PrintStream out, String heading, Iterable<String> lines) {
      if (lines.iterator().hasNext()) {
        out.println();
        out.println(heading);
        lines.forEach(line -> out.println("  " + line));
      }
    }
  }

  /** A text from the file, shortened, without characters that could control the terminal. */
  private static String printable(String text) {
    String start = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
    return start.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST_NOTE + 1);
      need(bytes.length <= LONGEST_NOTE, file.getFileName() + ": is longer than allowed");
      return bytes;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String decoded(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new Broken("it is not UTF-8");
    }
  }

  private static byte[] base64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // Java would also accept missing padding, or unused bits that are not zero.
      need(base64(bytes).equals(text), "has base64 that is not canonical");
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new Broken("has text that is not base64");
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private static final MessageDigest SHA256 = newSha256();

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    return SHA256.digest(bytes);
  }
}
