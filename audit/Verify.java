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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the export of a trial's log, or a receipt. It needs a JDK from 17 on and nothing else, and
 * shares no code with the service that it checks: what it knows is written in docs/log.md and in
 * the standards named there. Read it from top to bottom; it checks in the order in which it is
 * written.
 */
public final class Verify {
  static final String USAGE =
      """
      Checks the export of a Kleroterion trial's log, or a receipt.

        java Verify.java export.zip --key <vkey> [--trial-key <64 hex digits>]
                         [--earlier <file>]... [--witness <vkey>]...
        java Verify.java receipt.tlog-proof --entry <file> --key <vkey> [--witness <vkey>]...

        --key        the log's verifier key, or a file that holds it; take it from the trial's
                     records, not from the export
        --trial-key  the trial's key, to compute every arm again; an export of a closed trial may
                     hold it (KEY_REVEALED)
        --earlier    a checkpoint or a receipt from former days, which the log must continue
        --witness    the verifier key of a witness, or a file that holds it
        --entry      the exact bytes of the entry that the receipt is for

      It ends with 0 if everything holds, 1 if something does not, 2 if it was called wrongly.""";

  private static final int MOST_PROBLEMS = 20;
  private static final int MOST_STRATA = 100;
  private static final int LONGEST_LINE = 1000;
  private static final String TIMESTAMPS =
      """
      \stimestamps (RFC 3161), beyond being there. To check one:
          head -n 3 checkpoints/<size> > note
          openssl ts -verify -in timestamps/<size>.tsr -data note -CAfile <authority.pem>""";
  private static final int LONGEST_LEAF = 65_535;
  private static final int LONGEST_NOTE = 1 << 17;
  private static final int LONGEST_PROTOCOL = 1 << 24;
  private static final int HASH = 32;
  private static final int TILE = 256;

  private Verify() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, new PrintStream(System.out, true, StandardCharsets.UTF_8)));
  }

  /** What {@code main} does, without ending Java: the status to end with. */
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
      report.problem(unreadable.getMessage());
    } catch (OutOfMemoryError tooLarge) {
      report.problem("Java has too little memory to check this; give it more (-Xmx)");
    }
    return report.print(out);
  }

  /** The command line; {@code entry} is there if a receipt is to be checked. */
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
        wanted(OPTIONS.contains(option), word + " is no option");
        wanted(option.isEmpty() || words.hasNext(), word + " lacks its value");
        given.get(option).add(option.isEmpty() ? word : words.next());
      }
      wanted(given.get("").size() == 1, "One file to check is needed");
      wanted(given.get("--key").size() == 1, "One --key is needed");
      wanted(given.get("--entry").size() <= 1, "There can be one --entry only");
      wanted(given.get("--trial-key").size() <= 1, "There can be one --trial-key only");
      boolean receipt = !given.get("--entry").isEmpty();
      wanted(
          !receipt || (given.get("--trial-key").isEmpty() && given.get("--earlier").isEmpty()),
          "--trial-key and --earlier belong to an export, --entry to a receipt");
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

    private static void wanted(boolean holds, String otherwise) {
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
        // Told below, as any other name that is no file's.
      }
      throw new WrongUsage("There is no file " + shown(name));
    }

    private static Vkey vkey(String option, String value, int type) {
      try {
        return Vkey.of(value, type);
      } catch (Broken noKey) {
        try {
          return Vkey.of(new String(read(existing(value)), StandardCharsets.UTF_8).strip(), type);
        } catch (WrongUsage | Broken | IOException neither) {
          throw new WrongUsage(
              option + " is neither a verifier key nor a file with one: " + noKey.getMessage());
        }
      }
    }

    private static byte[] trialKey(String value) {
      wanted(value.matches("[0-9a-fA-F]{64}"), "--trial-key is not 64 hex digits");
      return HexFormat.of().parseHex(value);
    }
  }

  /** The command line asks for nothing that can be done. */
  static final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsage(String sentence) {
      super(sentence);
    }
  }

  /** Something cannot be what it should be; the message says what it is, "is not signed". */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String sentence) {
      super(sentence);
    }
  }

  /** A part of the work. */
  private interface Part<T> {
    T done() throws IOException;
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
    try (Export export = Export.open(options.file, report)) {
      if (!report.within("vkey", () -> export.note("vkey")).equals(Optional.of(key.text + "\n"))) {
        report.problem("vkey: is not the --key and a line feed");
      }
      Optional<Checkpoint> signed =
          report.within("checkpoint", () -> Checkpoint.of(export.note("checkpoint")));
      if (signed.isEmpty() || !export.hasExactly(signed.get().size)) {
        report.unchecked("the entries, since they cannot be complete");
        return;
      }
      checkLog(export, signed.get(), options, report);
    }
    report.unchecked(
        "whether outcomes and strata follow from the screenings; the protocols say what should");
    report.unchecked("README.md, which is no evidence");
  }

  private static void checkLog(Export export, Checkpoint signed, Options options, Report report)
      throws IOException {
    report.title("Log     %d entries, root %s".formatted(signed.size, base64(signed.root)));
    signed.problems(options.key).forEach(problem -> report.problem("checkpoint: " + problem));
    Expected expected = new Expected(options, signed, report);
    expected.read(export);
    Tiles tiles = new Tiles(export, report);
    try (Table table = new Table(export.open("allocations.csv"), report)) {
      Rules rules = new Rules(options.key, table, report);
      if (new Entries(export, expected, tiles, rules, report).read(signed.size)) {
        tiles.end();
        expected.end();
        rules.end();
        checkProtocols(export, rules.protocols, report);
        checkArms(options.trialKey, rules, report);
      }
    }
  }

  /**
   * The entries, each read once and in order: its hash is for the trees, what it says for the
   * rules.
   */
  private record Entries(
      Export export, Expected expected, Tiles tiles, Rules rules, Report report) {

    /** Whether all could be read; a bundle that cannot be ends the reading. */
    boolean read(long size) {
      for (long first = 0; first < size; first += TILE) {
        long from = first;
        int width = (int) Math.min(TILE, size - first);
        String name = tileName("entries", first / TILE, width);
        if (report.within(name, () -> readBundle(name, from, width)).isEmpty()) {
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
          report
              .within("entry " + at, () -> Leaf.of(marked, at))
              .ifPresentOrElse(rules::entry, rules::unreadable);
        }
        need(bundle.read() == -1, "goes on behind its last entry");
        return width;
      }
    }
  }

  private static void checkProtocols(Export export, Map<Long, String> versions, Report report) {
    Set<String> names = export.under("protocols/");
    versions.forEach(
        (version, sha256) -> {
          String name = "protocols/" + version + ".yaml";
          names.remove(name);
          report
              .within(name, () -> hex(sha256(export.read(name, LONGEST_PROTOCOL))))
              .filter(found -> !found.equals(sha256))
              .ifPresent(other -> report.problem(name + ": is not the file that the log names"));
        });
    names.forEach(name -> report.problem(name + ": the log names no such version"));
    report.checked(versions.size() + " versions of the protocol, by their SHA-256");
  }

  /** The export's files. Each is read by what the log's size lets it hold, whatever it claims. */
  static final class Export implements Closeable {
    private static final String NUMBER = "[1-9][0-9]{0,17}";
    private static final Pattern OPTIONAL =
        Pattern.compile(
            "(?:protocols/%1$s\\.yaml|checkpoints/%1$s|timestamps/%1$s\\.tsr)".formatted(NUMBER));

    private final ZipFile zip;
    private final Set<String> names = new LinkedHashSet<>();
    private final Report report;

    private Export(ZipFile zip, Report report) {
      this.zip = zip;
      this.report = report;
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!names.add(entry.getName())) {
          report.problem(entry.getName() + ": is twice in the export");
        }
      }
    }

    static Export open(Path file, Report report) {
      try {
        return new Export(new ZipFile(file.toFile(), StandardCharsets.UTF_8), report);
      } catch (IOException | IllegalArgumentException e) {
        throw new Broken("the export is no zip file: " + e.getMessage());
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
        need(bytes.length <= most, "is longer than it can be");
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

    /** Whether no file is missing; tells of each that is, and of each that does not belong here. */
    boolean hasExactly(long size) {
      // Before a list is made that is as long as the checkpoint claims.
      if (size == 0 || size / TILE > names.size()) {
        report.problem("checkpoint: the export has not the files of a log of " + size + " entries");
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
          report.problem(name + ": does not belong into an export of this size");
        }
      }
      wanted.forEach(name -> report.problem(name + ": is missing"));
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

  /** {@code tile/<L>/<N>[.p/<W>]}, N in groups of three digits, all but the last behind an x. */
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
      need(typed.length == 1 + HASH, "its key is not of 32 bytes");
      need(typed[0] == type, "its type is not " + type);
      byte[] named = concat(utf8(parts[0] + "\n"), typed);
      byte[] id = Arrays.copyOf(sha256(named), 4);
      need(parts[1].equals(hex(id)), "its key id is not that of its name and key");
      return new Vkey(text, parts[0], id, Arrays.copyOfRange(typed, 1, typed.length));
    }

    static boolean isName(String name) {
      return !name.isEmpty()
          && name.indexOf('+') < 0
          && name.codePoints()
              .noneMatch(c -> Character.isSpaceChar(c) || Character.isWhitespace(c) || c == 0x85);
    }

    boolean verifies(byte[] message, byte[] signature) {
      // Java 17 itself would accept a signature with bytes behind it.
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

  /** A signed note (C2SP signed-note): the text that was signed, and the lines of signatures. */
  record Note(String text, List<Signed> signatures) {
    private static final int MOST_SIGNATURES = 100;

    /** One line of a note: whose it says it is, and what stands behind the key id. */
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
            "has a line among its signatures that is none");
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

    /** Signatures that claim to be this key's; of any other key nothing can be said. */
    List<byte[]> by(Vkey key) {
      return signatures.stream()
          .filter(one -> one.name.equals(key.name) && Arrays.equals(one.id, key.id))
          .map(Signed::signature)
          .toList();
    }

    boolean isSignedBy(Vkey key) {
      List<byte[]> own = by(key);
      return !own.isEmpty() && own.stream().allMatch(one -> key.verifies(utf8(text), one));
    }

    /**
     * Whether each of the witness's signatures is right; a time precedes it (C2SP
     * tlog-cosignature).
     */
    boolean isCosignedBy(Vkey witness) {
      return by(witness).stream().allMatch(one -> isCosignature(witness, one));
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

  /** The size and root of a log at some time (C2SP tlog-checkpoint). */
  record Checkpoint(Note note, String origin, long size, byte[] root) {
    static Checkpoint of(String signed) {
      Note note = Note.of(signed);
      String[] lines = note.text.split("\n", -1);
      need(lines.length >= 4, "has no origin, size and root");
      for (int i = 0; i < lines.length - 1; i++) {
        need(!lines[i].isEmpty(), "has an empty line");
      }
      byte[] root = base64(lines[2]);
      need(root.length == HASH, "has a root that is not of 32 bytes");
      return new Checkpoint(note, lines[0], decimal(lines[1]), root);
    }

    /** Why it is not this log's. */
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
    need(text.matches("0|[1-9][0-9]{0,17}"), "has no number where one should be");
    return Long.parseLong(text);
  }

  /** Every root that the log must have or have had, and who signed it. */
  private static final class Expected {
    private final Options options;
    private final Checkpoint signed;
    private final Report report;
    private final Tree tree = new Tree();
    private final Map<Long, List<Root>> roots = new HashMap<>();
    private final Map<Vkey, List<String>> cosigned = new LinkedHashMap<>();

    private record Root(String name, byte[] hash) {}

    Expected(Options options, Checkpoint signed, Report report) {
      this.options = options;
      this.signed = signed;
      this.report = report;
      options.witnesses.forEach(witness -> cosigned.put(witness, new ArrayList<>()));
    }

    void read(Export export) {
      cosignatures("checkpoint", signed);
      for (Path file : options.earlier) {
        String name = "--earlier " + file.getFileName();
        report.within(name, () -> anyCheckpoint(file)).ifPresent(found -> expect(name, found));
      }
      Set<String> published = export.under("checkpoints/");
      for (String name : published) {
        Optional<Checkpoint> found = report.within(name, () -> Checkpoint.of(export.note(name)));
        found.ifPresent(checkpoint -> expect(name, checkpoint));
        if (found.isPresent() && !name.equals("checkpoints/" + found.get().size)) {
          report.problem(name + ": is of the size " + found.get().size);
        }
      }
      report.checked(published.size() + " checkpoints that were published before");
      Set<String> timestamps = export.under("timestamps/");
      for (String name : timestamps) {
        String of = name.replace("timestamps/", "checkpoints/").replace(".tsr", "");
        if (!published.contains(of)) {
          report.problem(name + ": there is no " + of + " that it could be of");
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

    private void expect(String name, Checkpoint checkpoint) {
      checkpoint.problems(options.key).forEach(problem -> report.problem(name + ": " + problem));
      cosignatures(name, checkpoint);
      if (checkpoint.size > signed.size) {
        report.problem(name + ": the log had " + checkpoint.size + " entries then, and now less");
      }
      Root root = new Root(name, checkpoint.root);
      roots.computeIfAbsent(checkpoint.size, any -> new ArrayList<>()).add(root);
    }

    private void cosignatures(String name, Checkpoint checkpoint) {
      cosigned.forEach(
          (witness, names) -> {
            if (!checkpoint.note.isCosignedBy(witness)) {
              report.problem(name + ": the cosignature of " + witness.name + " is wrong");
            } else if (!checkpoint.note.by(witness).isEmpty()) {
              names.add(name);
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
          report.problem(
              root.name + ": the first " + tree.size + " entries are not what they were then");
        }
      }
    }

    void end() {
      if (!Arrays.equals(tree.root(), signed.root)) {
        report.problem("checkpoint: its root is not that of the entries");
      }
      report.checked(tree.size + " entries against the signed checkpoint");
      if (options.earlier.isEmpty()) {
        report.unchecked("whether who holds the log's key rewrote it all: there is no --earlier");
      } else {
        report.checked(
            options.earlier.size() + " --earlier checkpoints, whether the log continues them");
      }
      cosigned.forEach(
          (witness, names) ->
              report.checked(
                  "%d checkpoints that %s cosigned: %s"
                      .formatted(
                          names.size(),
                          witness.name,
                          names.stream().limit(MOST_PROBLEMS).collect(Collectors.joining(", ")))));
    }
  }

  /**
   * The tree's hash, made while leaves are added: the roots of its full subtrees are all it keeps.
   */
  static final class Tree {
    private final ArrayList<byte[]> full = new ArrayList<>();
    long size;

    void add(byte[] leafHash) {
      byte[] node = leafHash;
      // As many subtrees are complete with this leaf as its index has ones at its end.
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
   * The hash tiles (C2SP tlog-tiles), made again from the leaves and compared with the export's.
   */
  private static final class Tiles {
    private final Export export;
    private final Report report;
    private final List<ByteArrayOutputStream> levels = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private int compared;

    Tiles(Export export, Report report) {
      this.export = export;
      this.report = report;
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
      report.checked(compared + " hash tiles against the entries");
    }

    private byte[] compare(int level) {
      byte[] made = levels.get(level).toByteArray();
      long number = numbers.get(level);
      levels.get(level).reset();
      numbers.set(level, number + 1);
      compared++;
      String name = tileName(Integer.toString(level), number, made.length / HASH);
      report
          .within(name, () -> export.read(name, made.length))
          .map(given -> Arrays.mismatch(made, given))
          .filter(wrong -> wrong >= 0)
          .ifPresent(
              wrong ->
                  report.problem(
                      "%s: its hash %d is not that of the %s"
                          .formatted(
                              name,
                              number * TILE + wrong / HASH,
                              level == 0 ? "entry" : "tile below")));
      return made;
    }
  }

  /** The types of entries: who may make one, whom it concerns, and its data's members in order. */
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

    private final List<String> who;
    private final Form leaf;
    private final Form data;

    Type(String who, String concerns, String data) {
      this.who = List.of(who.split(" "));
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
      throw new Broken("its type is none that there is");
    }
  }

  /**
   * An object's members, in order: {@code name}, {@code name:kind}, behind either a {@code ?} if it
   * may be absent; {@code *} for whatever follows. A member without a kind is of the kind of its
   * name.
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
     * The object, once it is known to have the members that it should have and no other.
     *
     * @param where what the object is, to begin a sentence on it
     */
    Map<String, Object> check(Object value, String where) {
      if (!(value instanceof Map)) {
        throw new Broken(where + "is no object");
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
        throw new Broken(where + "`" + next + "` is no member of it");
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
        case "previous" -> PREVIOUS.check(value, "the log before: ") != null;
        case "outcomes" ->
            value instanceof Map<?, ?> outcomes
                && !outcomes.isEmpty()
                && outcomes.keySet().stream().allMatch(name -> matches("code", name))
                && outcomes.values().stream().allMatch(one -> matches("outcome", one));
        case "screening" ->
            value instanceof Map<?, ?> values
                && values.values().stream()
                    .noneMatch(one -> one == null || one instanceof Map || one instanceof List);
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

    /** Known, in alphabetical order, each once; the service alone or people's. */
    private static boolean areRoles(List<?> roles) {
      List<String> known =
          roles.equals(List.of("service"))
              ? List.of("service")
              : List.of("auditor", "edc", "enroller", "manager", "statistician");
      return !roles.isEmpty() && roles.equals(known.stream().filter(roles::contains).toList());
    }
  }

  /** An entry whose form is right; the bytes stand behind the mark with which a leaf is hashed. */
  record Leaf(
      long index,
      Type type,
      String time,
      String actor,
      String requestedBy,
      String subject,
      String site,
      Map<String, Object> data) {

    static Leaf of(byte[] marked, long index) {
      byte[] bytes = Arrays.copyOfRange(marked, 1, marked.length);
      Map<String, Object> leaf = object(Json.of(bytes));
      Type type = Type.named(leaf.get("type"));
      type.leaf.check(leaf, "");
      need(leaf.get("index").equals(index), "its index is " + leaf.get("index"));
      Map<String, Object> actor = Form.ACTOR.check(leaf.get("actor"), "its actor: ");
      List<?> roles = (List<?>) actor.get("roles");
      need(!Collections.disjoint(type.who, roles), "a " + roles + " may not make a " + type);
      need(
          !roles.contains("service") || actor.get("id").equals("kleroterion"),
          "what the service does by itself is done by kleroterion");
      need(
          Collections.disjoint(roles, List.of("enroller", "edc"))
              || Collections.disjoint(roles, List.of("auditor", "statistician")),
          "its actor both enrols and sees what helps to predict");
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
    need(value instanceof Map, "it is no JSON object");
    return (Map<String, Object>) value;
  }

  /** Arms with their weights in the protocol's order, and sizes of blocks. */
  record Schedule(List<String> arms, List<Long> weights, List<Long> blockSizes) {
    /** The service takes no larger one; here it keeps a hostile log from taking forever. */
    private static final long LARGEST_BLOCK = 1000;

    static Schedule of(Object value) {
      Map<String, Object> schedule = Form.SCHEDULE.check(value, "its schedule: ");
      List<String> arms = new ArrayList<>();
      List<Long> weights = new ArrayList<>();
      for (Object one : (List<?>) schedule.get("arms")) {
        Map<String, Object> arm = Form.ARM.check(one, "an arm of its schedule: ");
        arms.add((String) arm.get("code"));
        weights.add((Long) arm.get("weight"));
        need(weights.size() <= LARGEST_BLOCK, "its schedule has too many arms");
        need((Long) arm.get("weight") <= LARGEST_BLOCK, "its schedule has too large a weight");
      }
      need(!arms.isEmpty(), "its schedule has no arm");
      need(new HashSet<>(arms).size() == arms.size(), "its schedule has an arm twice");
      List<Long> sizes = new ArrayList<>();
      long sum = weights.stream().mapToLong(Long::longValue).sum();
      for (Object one : (List<?>) schedule.get("blockSizes")) {
        need(
            one instanceof Long size
                && size > (sizes.isEmpty() ? 0 : sizes.get(sizes.size() - 1))
                && size <= LARGEST_BLOCK
                && size % sum == 0,
            "its schedule has block sizes that do not ascend or are no multiples of the weights");
        sizes.add((Long) one);
      }
      need(!sizes.isEmpty(), "its schedule has no block size");
      return new Schedule(arms, weights, sizes);
    }
  }

  /**
   * RFC 8259, strictly: no member twice, no line feed, nothing deep. Whole numbers become Longs.
   */
  private static final class Json {
    private static final int DEEPEST = 16;
    private static final Pattern NUMBER =
        Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** A number that is not whole, as it is written: nobody computes with it here. */
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
        throw new Broken("it is no JSON at character " + at);
      }
    }

    private Object value(int depth) {
      need(depth < DEEPEST, "it is nested too deep");
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
      // An escape can make half a character, which UTF-8 cannot hold and nothing could agree with.
      must(!escapes || text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
      return text.toString();
    }

    /** What an escape stands for; ends at its last character. */
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

    private boolean took(char c) {
      boolean there = peek() == c;
      at += there ? 1 : 0;
      return there;
    }

    /** The next character that is no white space, without taking it; 0 at the end. */
    private char peek() {
      while (at < json.length() && " \t\r".indexOf(json.charAt(at)) >= 0) {
        at++;
      }
      return at < json.length() ? json.charAt(at) : 0;
    }
  }

  /** What is known of a subject. */
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

  /** An allocation as it stands in the log; its slot is 0-based within the stratum. */
  private record Issued(long index, Type type, String subject, long slot, String arm) {}

  /** A list of arms that a site keeps for the hours in which the service is down. */
  private record EmergencyList(String site, long places) {}

  /** The trial as the entries tell it, one after another; each is held against what came before. */
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
    private long unfitting;
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

    Rules(Vkey key, Table table, Report report) {
      this.key = key;
      this.table = table;
      this.report = report;
      Matcher origin = ORIGIN.matcher(key.name);
      if (origin.matches()) {
        trial = origin.group(1);
      } else {
        report.problem("the --key's name is not the origin of a trial's log");
      }
    }

    /** An entry's form is wrong: what follows cannot be held against what it might have said. */
    void unreadable() {
      suspended = true;
    }

    void entry(Leaf leaf) {
      if (suspended) {
        return;
      }
      now = leaf;
      counts[leaf.type.ordinal()]++;
      must(leaf.time.compareTo(time) >= 0, "its time is before that of the entry ahead");
      time = leaf.time;
      boolean first = leaf.type == Type.TRIAL_REGISTERED || leaf.type == Type.LOG_RESTARTED;
      must(first == (leaf.index == 0), "what begins a log is its entry 0 and no other");
      switch (leaf.type) {
        case TRIAL_REGISTERED -> begun(leaf);
        case LOG_RESTARTED -> restarted(leaf);
        case ALLOCATION_CARRIED_OVER -> carriedOver(leaf);
        case PROTOCOL_AMENDED -> protocol(leaf);
        case STATUS_CHANGED -> statusChanged(leaf);
        case ASSESSMENT_RECORDED -> assessed(leaf);
        case ALLOCATION_ISSUED -> issued(leaf);
        case EMERGENCY_LIST_ISSUED -> listIssued(leaf);
        case EMERGENCY_ALLOCATION_RECORDED -> recorded(leaf);
        case STRATUM_CORRECTED, RANDOMIZED_IN_ERROR -> corrected(leaf);
        case BALANCE_READ ->
            must(leaf.number("allocations") <= number, "there were only " + number);
        case LOG_EXPORTED ->
            must(
                leaf.number("entries") == leaf.index + 1,
                "it says " + leaf.number("entries") + " entries were exported");
        case KEY_REVEALED -> keyRevealed(leaf);
        case SITE_ADDED, ALLOCATION_REFUSED, SCHEDULE_READ -> {}
      }
      before = leaf.type;
    }

    private void must(boolean holds, String otherwise) {
      if (!holds) {
        report.problem(now + ": " + otherwise);
      }
    }

    private void begun(Leaf leaf) {
      Matcher origin = ORIGIN.matcher(key.name);
      boolean restart = origin.matches() && origin.group(2) != null;
      must(
          restart == (leaf.type == Type.LOG_RESTARTED),
          "a log's first entry is TRIAL_REGISTERED, or of log-2 and later LOG_RESTARTED");
      must(leaf.text("vkey").equals(key.text), "its vkey is not the --key");
      commitment = leaf.text("commitment");
      mode = leaf.text("mode");
      protocol(leaf);
    }

    private void restarted(Leaf leaf) {
      begun(leaf);
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
          "the log before is not that of this trial with the number before");
      report
          .within(
              leaf + ", the log before", () -> Vkey.of((String) previous.get("vkey"), Vkey.ED25519))
          .ifPresent(vkey -> checkLast(leaf, vkey, previous));
    }

    private void checkLast(Leaf leaf, Vkey vkey, Map<String, Object> previous) {
      must(vkey.name.equals(previous.get("origin")), "the vkey before is not of the origin before");
      if (previous.containsKey("checkpoint")) {
        report
            .within(
                leaf + ", its checkpoint", () -> Checkpoint.of((String) previous.get("checkpoint")))
            .ifPresent(last -> last.problems(vkey).forEach(problem -> must(false, problem)));
      }
    }

    private static int ordinal(Matcher origin) {
      return origin.group(2) == null ? 1 : Integer.parseInt(origin.group(2));
    }

    private void protocol(Leaf leaf) {
      must(leaf.number("version") > version, "its version is not above " + version);
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
      // A replica may have read the protocol just before it was amended; the allocation may not.
      must(protocols.containsKey(leaf.number("protocolVersion")), "its version is none");
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
      // How many there were before a restart is not known here.
      must(list == lists + 1 || (restarted && emergencyLists.isEmpty()), "it is not the next list");
      lists = list;
      emergencyLists.put(list, new EmergencyList(leaf.site, leaf.number("places")));
    }

    private void recorded(Leaf leaf) {
      must(
          status.equals("OPEN") || status.equals("PAUSED"),
          "the trial was " + status + ", neither OPEN nor PAUSED");
      must(leaf.text("openedAt").compareTo(leaf.time) <= 0, "its card was opened later");
      Matcher name = EMERGENCY.matcher(leaf.text("stratum"));
      must(name.matches(), "its stratum is none of an emergency list");
      if (name.matches()) {
        EmergencyList list = emergencyLists.get(Long.valueOf(name.group(1)));
        must(list != null || restarted, "there is no such list");
        if (list != null) {
          must(list.site.equals(leaf.site), "the list is another site's");
          must(leaf.number("place") <= list.places, "the list has no such place");
        }
      }
      Subject subject = subject(leaf);
      boolean latest = UUID.fromString(leaf.text("assessment")).equals(subject.assessment);
      must(latest, "it does not rest on the subject's latest assessment in this log");
      if (latest) {
        must(leaf.site.equals(subject.assessedSite), "the assessment is of another site");
        // What happened is recorded, also where it should not have.
        boolean fits =
            subject.eligible
                && name.matches()
                && Optional.ofNullable(name.group(2)).orElse("").equals(subject.assessedStratum);
        unfitting += fits ? 0 : 1;
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
          "it does not stand right behind the restart");
      allocated(
          leaf,
          subject(leaf),
          leaf.text("time"),
          leaf.text("allocatedBy"),
          (String) leaf.data.getOrDefault("requestedBy", ""));
    }

    private void allocated(
        Leaf leaf, Subject subject, String when, String allocatedBy, String requestedBy) {
      must(!subject.isAllocated(), "the subject has an allocation already");
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

    /** An allocation takes the next slot of its stratum; of a list, that of its card. */
    private long slot(Leaf leaf, long next) {
      boolean hasPlace = leaf.data.containsKey("place");
      must(
          hasPlace == EMERGENCY.matcher(leaf.text("stratum")).matches(),
          "cards are of the strata of emergency lists, and nothing else is");
      if (!hasPlace) {
        return next;
      }
      long place = leaf.number("place");
      must(place <= MOST_PLACES, "no list has such a place");
      must(
          cards.computeIfAbsent(leaf.text("stratum"), any -> new HashSet<>()).add(place),
          "its card was another subject's");
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

    // One text for all that are the same: of a million entries few strata and sites differ.
    private String shared(String text) {
      return text == null ? null : shared.computeIfAbsent(text, same -> same);
    }

    void end() {
      if (suspended) {
        report.unchecked(
            "the rules that hold in every log, from the first entry of a wrong form on");
      } else {
        boolean exported = before == Type.LOG_EXPORTED;
        must(exported, "the last entry is not the LOG_EXPORTED of this export");
        table.end();
      }
      report.title("Trial   " + trial + ", " + mode + ", " + status + ", until " + time);
      report.checked("the rules that hold in every log, over the entries:");
      for (Type type : Type.values()) {
        if (counts[type.ordinal()] > 0) {
          report.checked(String.format("  %7d %s", counts[type.ordinal()], type));
        }
      }
      report.checked(number + " allocations, against allocations.csv:");
      if (unfitting > 0) {
        report.checked(
            "  of them %d from an emergency list that the subject's assessment does not fit"
                .formatted(unfitting));
      }
      strata.entrySet().stream().limit(MOST_STRATA).forEach(this::count);
      if (strata.size() > MOST_STRATA) {
        report.checked("  … and " + (strata.size() - MOST_STRATA) + " strata more");
      }
    }

    private void count(Map.Entry<String, List<Issued>> stratum) {
      Map<String, Long> arms = new TreeMap<>();
      stratum.getValue().forEach(one -> arms.merge(one.arm, 1L, Long::sum));
      report.checked(
          String.format("  %7d %s %s", stratum.getValue().size(), stratum.getKey(), arms));
    }
  }

  /**
   * The table beside the log, read row by row while the entries are read that it must agree with.
   */
  private static final class Table implements Closeable {
    private static final List<String> COLUMNS =
        List.of(
            "number,subject,site,stratum,arm,time,assessment,allocatedBy,requestedBy,index"
                .split(","));

    private final BufferedReader in;
    private final Report report;
    private boolean broken;

    Table(InputStream file, Report report) {
      this.in =
          new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8.newDecoder()));
      this.report = report;
      List<String> header = next();
      if (!broken && !COLUMNS.equals(header)) {
        problem("its header is not " + String.join(",", COLUMNS));
      }
    }

    void expect(Leaf leaf, List<String> cells) {
      List<String> row = next();
      if (row != null && !row.equals(cells)) {
        problem("has " + row + " for " + leaf + ", which says " + cells);
      } else if (row == null && !broken) {
        problem("ends before " + leaf);
      }
    }

    void end() {
      if (next() != null) {
        problem("has rows for which there is no entry");
      }
    }

    /** The next row; null behind the last, or if there can be none any more. */
    private List<String> next() {
      try {
        return broken ? null : row();
      } catch (IOException | Broken e) {
        problem("is no table: " + e.getMessage());
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
              c != -1 && (quoted || (c != '"' && c != '\n')), "a row has no end, or a stray quote");
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
      report.problem("allocations.csv: " + sentence);
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
      report.unchecked("the arms, which were not computed again: no --trial-key");
      return;
    }
    if (!rules.isCommittedTo(trialKey.get())) {
      report.problem("the trial key is not the one that entry 0 commits to");
      return;
    }
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
          report.problem(
              "%s: its arm is %s, its slot's is %s"
                  .formatted(
                      Leaf.label(issued.index, issued.type, issued.subject), issued.arm, arm));
        }
      }
    }
    String which = given.isPresent() ? "" : " that KEY_REVEALED holds";
    report.checked(count + " arms, computed again with the trial key" + which);
    report.checked("the trial key against its commitment");
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

  /** NIST SP 800-108r1 in counter mode with HMAC-SHA-256, taken in words of four bytes. */
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

  /** That an entry is in a log of some size. */
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
    Optional<Receipt> parsed = report.within(name, () -> Receipt.of(decoded(read(options.file))));
    if (parsed.isEmpty()) {
      return;
    }
    Receipt receipt = parsed.get();
    Checkpoint signed = receipt.checkpoint;
    report.title("Origin  " + signed.origin);
    report.title("Entry   " + receipt.index + " of " + signed.size);
    signed.problems(options.key).forEach(problem -> report.problem(name + ": " + problem));
    if (!included(receipt.index, signed.size, sha256(marked), receipt.proof, signed.root)) {
      report.problem(name + ": does not prove that these bytes are in the log");
    }
    report
        .within("entry " + receipt.index, () -> Leaf.of(marked, receipt.index))
        .ifPresent(leaf -> report.checked(leaf + " of " + leaf.time + ", " + leaf.data));
    report.checked("the entry's hash, its proof, the checkpoint and the log's signature");
    for (Vkey witness : options.witnesses) {
      boolean cosigned = !signed.note.by(witness).isEmpty();
      report.checked((cosigned ? "" : "not ") + "cosigned by " + witness.name);
      if (!signed.note.isCosignedBy(witness)) {
        report.problem(name + ": the cosignature of " + witness.name + " is wrong");
      }
    }
    report.unchecked("the rest of the log; an export holds it");
  }

  /** Whether the proof leads from the leaf's hash to the root (RFC 6962 §2.1.1). */
  static boolean included(long index, long size, byte[] leafHash, List<byte[]> proof, byte[] root) {
    if (index < 0 || index >= size || leafHash.length != HASH) {
      return false;
    }
    byte[] hash = leafHash;
    Iterator<byte[]> hashes = proof.iterator();
    long last = size - 1;
    for (long at = index; last > 0; at >>= 1, last >>= 1) {
      boolean left = (at & 1) == 1;
      // A node at the right edge that has no sibling is its own parent.
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

  /** What was found, to be printed at the end. */
  private static final class Report {
    private final List<String> titles = new ArrayList<>();
    private final List<String> checked = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long count;

    void title(String line) {
      titles.add(shown(line));
    }

    void checked(String line) {
      checked.add(shown(line));
    }

    void unchecked(String line) {
      unchecked.add(line);
    }

    void problem(String sentence) {
      count++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(shown(sentence));
      }
    }

    /** Does a part of the work; what breaks it off is told under the part's name. */
    <T> Optional<T> within(String name, Part<T> part) {
      try {
        return Optional.of(part.done());
      } catch (EOFException e) {
        problem(name + ": ends too soon");
      } catch (IOException | Broken e) {
        problem(name + ": " + e.getMessage());
      }
      return Optional.empty();
    }

    int print(PrintStream out) {
      titles.forEach(out::println);
      list(out, "Checked", checked);
      list(out, "Not checked", unchecked);
      list(out, "Wrong", problems);
      out.println();
      if (count == 0) {
        out.println("Everything that was checked holds.");
        return 0;
      }
      if (count > problems.size()) {
        out.println("  … and more, " + count + " in all.");
      }
      out.println("It does NOT hold.");
      return 1;
    }

    private static void list(PrintStream out, String heading, Iterable<String> lines) {
      if (lines.iterator().hasNext()) {
        out.println();
        out.println(heading);
        lines.forEach(line -> out.println("  " + line));
      }
    }
  }

  /** Others' text, without what could steer a terminal, and not too much of it. */
  private static String shown(String text) {
    String some = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
    return some.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST_NOTE + 1);
      need(bytes.length <= LONGEST_NOTE, file.getFileName() + ": is longer than it can be");
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
      // Java would also take it without its padding, or with bits behind the last byte.
      need(base64(bytes).equals(text), "has base64 that is not as it should be");
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new Broken("has base64 that is none");
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
