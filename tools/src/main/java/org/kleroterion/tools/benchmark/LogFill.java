package org.kleroterion.tools.benchmark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Leaf;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.randomization.BlockPosition;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.randomization.Slot;
import org.kleroterion.randomization.TrialKey;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.trial.protocol.Screenings;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

/**
 * Fills the database of a stopped evaluation service with the rows that the service would have
 * written. The subjects belong to the shipped trial or to a copy. Each is assessed as eligible and,
 * if wanted, allocated; they cover all strata and sites. The service verifies the log at its next
 * start, so it would detect an error in these rows.
 */
public final class LogFill implements AutoCloseable {
  private static final String TRIAL = "wlrt-obc";
  private static final int SUBJECTS_PER_BATCH = 1000;
  private static final int BATCHES_PER_COMMIT = 5;
  private static final int ENTRIES_PER_CHECKPOINT = 100;
  private static final int SCREENINGS = 1000;
  private static final Actor ACTOR =
      new Actor("evaluation-edc", List.of("edc"), Optional.of("dr.li"));

  private static final String ENTRY =
      "insert into log_entry (trial, entry_index, recorded_at, type, actor, subject, site, leaf,"
          + " hashes) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String ASSESSMENT =
      "insert into assessment (trial, id, entry_index, subject, site, protocol_version, screening,"
          + " outcomes, verdict, stratum, assessed_at, assessed_by, requested_by)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String ALLOCATION =
      "insert into allocation (trial, subject, number, entry_index, site, stratum, ordinal, arm,"
          + " protocol_version, assessment, allocated_at, allocated_by, requested_by)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String CHECKPOINT =
      "insert into log_checkpoint (trial, number, size, note, published_at) values (?, 1, ?, ?, ?)";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Connection database;
  private final PreparedStatement entries;
  private final PreparedStatement assessments;
  private final PreparedStatement allocations;
  private final PreparedStatement checkpoints;
  private final Protocol protocol;
  private final TrialKey key;
  private final SigningKey signer;
  private final Map<String, Cursor> cursors = new HashMap<>();

  private final String trial;
  private final SplittableRandom random;
  private Frontier frontier;
  private Instant time;

  /** Number of allocated subjects. */
  private long number;

  /** Number of assessed subjects. */
  private long subjects;

  /** The subjects share these screenings, because assessing one for each takes most of the time. */
  private final List<Screened> screenings;

  /** A screening that meets every criterion, with its outcomes and its stratum. */
  private record Screened(
      SortedMap<String, Object> values,
      String canonical,
      Map<String, Outcome> outcomes,
      String outcomesText,
      String stratum) {}

  /** The next slot of a stratum. */
  private record Cursor(Sequence sequence, long issued, BlockPosition place) {}

  private LogFill(Connection database, MasterSecret secret, String trial)
      throws IOException, SQLException {
    this.database = database;
    this.trial = trial;
    this.entries = database.prepareStatement(ENTRY);
    this.assessments = database.prepareStatement(ASSESSMENT);
    this.allocations = database.prepareStatement(ALLOCATION);
    this.checkpoints = database.prepareStatement(CHECKPOINT);
    this.protocol = new ProtocolReader().read(TRIAL, resource("/protocols/" + TRIAL + ".yaml"));
    try (ResultSet head = rows("select * from log_head where trial = ? and not ended")) {
      head.next();
      this.frontier = new Frontier(head.getLong("size"), Hashes.split(head.getBytes("frontier")));
      this.time = head.getObject("last_time", OffsetDateTime.class).toInstant();
      String origin = head.getString("origin");
      this.signer = new SigningKey(origin, secret.logSeed(origin));
    }
    // Reproducible for a given size of the log. A fill that continues a log repeats no value.
    this.random = new SplittableRandom(frontier.size());
    this.screenings = Stream.generate(this::screened).limit(SCREENINGS).toList();
    this.key = secret.trialKey(trial);
    readCursors();
    try (ResultSet assessed = rows("select count(*) from assessment where trial = ?")) {
      assessed.next();
      this.subjects = assessed.getLong(1);
    }
  }

  /**
   * Appends pairs of an assessment and an allocation until no more fit.
   *
   * @param size the largest size of the log afterwards
   * @return the number of allocated subjects: {@link #subject} 1, 2, …
   */
  long addUntil(long size) throws SQLException {
    addSubjects((size - frontier.size()) / 2, true);
    return number;
  }

  /**
   * Opens the log of one trial to append to it.
   *
   * @param database a connection of the service's user; {@link #close} closes it
   * @param trial the shipped trial, or a copy that differs only in its code
   */
  public static LogFill open(Connection database, Path data, String trial) throws Exception {
    String secret = Files.readString(data.resolve("master-secret")).strip();
    return new LogFill(database, new MasterSecret(HexFormat.of().parseHex(secret)), trial);
  }

  /**
   * Appends the assessments of further subjects.
   *
   * @param count the number of subjects
   * @param allocated whether to append the allocation of each subject too
   * @return the number of the first of these subjects
   */
  public long addSubjects(long count, boolean allocated) throws SQLException {
    long first = subjects + 1;
    database.setAutoCommit(false);
    for (long left = count; left > 0; left -= SUBJECTS_PER_BATCH) {
      for (long i = Math.min(left, SUBJECTS_PER_BATCH); i > 0; i--) {
        add(screenings.get(random.nextInt(SCREENINGS)), allocated);
      }
      // The order matters: later rows refer to earlier ones.
      for (PreparedStatement rows : List.of(entries, assessments, allocations, checkpoints)) {
        rows.executeBatch();
      }
      if (left / SUBJECTS_PER_BATCH % BATCHES_PER_COMMIT == 0) {
        commit();
      }
    }
    commit();
    return first;
  }

  /** The code of the subject with this number. */
  public static String subject(long number) {
    return "L-" + number;
  }

  /** The id of a subject's assessment: an MD5, because pgbench's SQL must compute the same id. */
  public static UUID assessment(String trial, long number) {
    try {
      ByteBuffer md5 =
          ByteBuffer.wrap(
              MessageDigest.getInstance("MD5")
                  .digest((trial + " " + number).getBytes(StandardCharsets.UTF_8)));
      return new UUID(md5.getLong(), md5.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no MD5", e);
    }
  }

  private void readCursors() throws SQLException {
    Scheme scheme =
        new Scheme(
            protocol.arms().stream().map(arm -> new Share(arm.code(), arm.weight())).toList(),
            protocol.blockSizes());
    try (ResultSet rows = rows("select * from stratum_cursor where trial = ?")) {
      while (rows.next()) {
        String stratum = rows.getString("stratum");
        cursors.put(
            stratum,
            new Cursor(
                new Sequence(key, trial, stratum, scheme),
                rows.getLong("issued"),
                new BlockPosition(rows.getLong("block"), rows.getInt("position"))));
        number += rows.getLong("issued");
      }
    }
  }

  private Screened screened() {
    Map<String, Object> values =
        Screenings.eligible(
                random.nextBoolean(),
                random.nextInt(1, 6),
                random.nextBoolean() ? "positive" : "negative")
            .with("age", random.nextInt(18, 71))
            .with("largest_metastasis_cm", random.nextInt(1, 51) / 10.0);
    Screening screening = protocol.dictionary().read(JSON.valueToTree(values), "/screening");
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    protocol
        .criteria()
        .forEach(criterion -> outcomes.put(criterion.id(), criterion.outcome(screening)));
    return new Screened(
        screening.values(),
        screening.canonical(),
        outcomes,
        JSON.valueToTree(outcomes).toString(),
        protocol.stratum(screening).orElseThrow());
  }

  private void add(Screened screened, boolean allocated) throws SQLException {
    subjects++;
    String subject = subject(subjects);
    String site = protocol.sites().get(random.nextInt(protocol.sites().size())).code();
    UUID assessment = assessment(trial, subjects);
    assess(screened, subject, site, assessment);
    if (allocated) {
      allocate(screened.stratum(), subject, site, assessment);
    }
  }

  private void assess(Screened screened, String subject, String site, UUID assessment)
      throws SQLException {
    String stratum = screened.stratum();
    Map<String, Object> assessed = new LinkedHashMap<>();
    assessed.put("assessment", assessment.toString());
    assessed.put("protocolVersion", protocol.version());
    assessed.put("verdict", "ELIGIBLE");
    assessed.put("stratum", stratum);
    assessed.put("outcomes", screened.outcomes());
    assessed.put("screening", screened.values());
    long index = append(EntryType.ASSESSMENT_RECORDED, subject, site, assessed);
    insert(
        assessments,
        trial,
        assessment,
        index,
        subject,
        site,
        protocol.version(),
        screened.canonical(),
        screened.outcomesText(),
        "ELIGIBLE",
        stratum,
        utc(),
        ACTOR.id(),
        ACTOR.requestedBy().orElseThrow());
  }

  private void allocate(String stratum, String subject, String site, UUID assessment)
      throws SQLException {
    number++;
    Cursor cursor = Objects.requireNonNull(cursors.get(stratum));
    Slot slot = cursor.sequence().slot(cursor.place());
    Map<String, Object> issued = new LinkedHashMap<>();
    issued.put("number", number);
    issued.put("stratum", stratum);
    issued.put("arm", slot.arm());
    issued.put("assessment", assessment.toString());
    long index = append(EntryType.ALLOCATION_ISSUED, subject, site, issued);
    insert(
        allocations,
        trial,
        subject,
        number,
        index,
        site,
        stratum,
        cursor.issued(),
        slot.arm(),
        protocol.version(),
        assessment,
        utc(),
        ACTOR.id(),
        ACTOR.requestedBy().orElseThrow());
    cursors.put(stratum, new Cursor(cursor.sequence(), cursor.issued() + 1, slot.next()));
  }

  private long append(EntryType type, String subject, String site, Map<String, Object> data)
      throws SQLException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    time = now.isBefore(time) ? time : now;
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    long index = frontier.size();
    byte[] leaf = Leaf.of(index, time, NewEntry.ofSubject(type, ACTOR, subject, site, data), salt);
    Frontier.Appended appended = frontier.append(Hash.ofLeaf(leaf));
    insert(
        entries,
        trial,
        index,
        utc(),
        type.name(),
        ACTOR.id(),
        subject,
        site,
        leaf,
        Hashes.join(appended.completed()));
    frontier = appended.frontier();
    if (frontier.size() % ENTRIES_PER_CHECKPOINT == 0) {
      String note =
          signer
              .sign(
                  new Checkpoint(signer.verifier().name(), frontier.size(), frontier.root()).text())
              .format();
      insert(checkpoints, trial, frontier.size(), note, utc());
    }
    return index;
  }

  private ResultSet rows(String query) throws SQLException {
    PreparedStatement statement = database.prepareStatement(query);
    statement.closeOnCompletion();
    statement.setString(1, trial);
    return statement.executeQuery();
  }

  private OffsetDateTime utc() {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static void insert(PreparedStatement rows, Object... values) throws SQLException {
    set(rows, values);
    rows.addBatch();
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /** Updates the log's head and the cursors before the commit, as the service does. */
  private void commit() throws SQLException {
    try (PreparedStatement head =
            database.prepareStatement(
                "update log_head set size = ?, frontier = ?, last_time = ?"
                    + " where trial = ? and not ended");
        PreparedStatement next =
            database.prepareStatement(
                "update stratum_cursor set issued = ?, block = ?, position = ?"
                    + " where trial = ? and stratum = ?")) {
      set(head, frontier.size(), Hashes.join(frontier.subtrees()), utc(), trial);
      head.executeUpdate();
      for (Map.Entry<String, Cursor> stratum : cursors.entrySet()) {
        BlockPosition place = stratum.getValue().place();
        set(
            next,
            stratum.getValue().issued(),
            place.block(),
            place.offset(),
            trial,
            stratum.getKey());
        next.executeUpdate();
      }
    }
    database.commit();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream file = Protocol.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(file).readAllBytes();
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
