package org.kleroterion.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.kleroterion.randomization.BlockPosition;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.randomization.Slot;
import org.kleroterion.randomization.TrialKey;
import org.kleroterion.wire.Times;

/** A trial's log as the service writes it, entry by entry, with arms that follow the algorithm. */
final class Logs {
  static final String TRIAL = "wlrt-obc";
  static final String ORIGIN = "log.example.org/v1/trials/" + TRIAL + "/log";
  static final NoteKey KEY = NoteKey.ofLog(ORIGIN, seed(1));
  static final NoteKey RESTARTED = NoteKey.ofLog(ORIGIN + "-2", seed(2));
  static final NoteKey WITNESS = NoteKey.ofWitness("witness.example.org/w1", seed(3));
  static final String TRIAL_KEY =
      "a3156c74135fe6808959dd15711c5c171d6df1bd5df0f270f6d049e28e92743f";
  static final String POSITIVE = "visceral=no,metastases=1-2,receptor=positive";
  static final String NEGATIVE = "visceral=no,metastases=1-2,receptor=negative";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final NoteKey key;
  private final String trial;
  private final TrialKey trialKey;
  private final Scheme scheme;
  private final Random random = new Random(4);
  private final List<byte[]> leaves = new ArrayList<>();
  private final Map<String, byte[]> protocols = new LinkedHashMap<>();
  private final Map<String, BlockPosition> places = new HashMap<>();
  private final Map<String, Assessed> assessed = new HashMap<>();
  private final Map<String, Allocated> allocated = new LinkedHashMap<>();
  private Instant time = Instant.parse("2026-11-23T20:43:57Z");
  private int version;
  private int lists;

  private record Assessed(UUID id, String site, String stratum) {}

  /** The place is that of an emergency list's card, 0 otherwise. */
  private record Allocated(int number, Assessed on, int place, String arm, Instant time) {}

  private Logs(NoteKey key, String trial, String trialKey, Scheme scheme) {
    this.key = key;
    this.trial = trial;
    this.trialKey = TrialKey.of(HexFormat.of().parseHex(trialKey));
    this.scheme = scheme;
  }

  /** An empty log of the trial that ships, 2:1 in blocks of 3, 6 or 9. */
  static Logs of(NoteKey key) {
    return of(key, TRIAL, TRIAL_KEY, twoToOne());
  }

  static Logs of(NoteKey key, String trial, String trialKey, Scheme scheme) {
    return new Logs(key, trial, trialKey, scheme);
  }

  private static Scheme twoToOne() {
    return new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(3, 6, 9));
  }

  /** Everything that can happen in a trial, from its registration to the revealed key. */
  static Logs complete() {
    return of(KEY)
        .registered()
        .status("REGISTERED", "OPEN")
        .site("cams")
        .allocated("S-1", "cams", POSITIVE)
        .allocated("S-2", "pku", NEGATIVE)
        .incomplete("S-3", "cams")
        .refused("S-3", "SCREENING_INCOMPLETE")
        .ineligible("S-4", "cams")
        .refused("S-4", "SUBJECT_NOT_ELIGIBLE")
        .eligible("S-3", "cams", POSITIVE)
        .eligible("S-3", "pku", NEGATIVE)
        .allocation("S-3")
        .exported()
        .status("OPEN", "PAUSED")
        .eligible("S-5", "pku", POSITIVE)
        .amended()
        .status("PAUSED", "OPEN")
        .allocated("S-5", "pku", POSITIVE)
        .allocated("S-6", "cams", POSITIVE)
        .scheduleRead(POSITIVE)
        .emergencyList("cams", 12)
        .emergencyList("pku", 3)
        .eligible("S-8", "cams", POSITIVE)
        .recorded("S-8", 1, 11)
        .ineligible("S-9", "cams")
        .status("OPEN", "PAUSED")
        .recorded("S-9", 1, 1)
        .status("PAUSED", "OPEN")
        .balanceRead()
        .corrected("S-1", NEGATIVE)
        .inError("S-2")
        .allocated("S-7", "cams", NEGATIVE)
        .exported()
        .status("OPEN", "CLOSED")
        .keyRevealed()
        .exported();
  }

  /** A trial under way, of so many entries; at least 5. */
  static Logs running(int entries) {
    Logs logs = of(KEY).registered().status("REGISTERED", "OPEN");
    for (int subject = 1; logs.leaves.size() < entries - 3; subject++) {
      String stratum = subject % 3 == 0 ? NEGATIVE : POSITIVE;
      String code = "S-" + subject;
      String site = subject % 2 == 0 ? "cams" : "pku";
      switch (subject % 10) {
        case 7 -> logs.ineligible(code, site).refused(code, "SUBJECT_NOT_ELIGIBLE");
        case 8 -> logs.allocated(code, site, stratum).corrected(code, NEGATIVE);
        default -> logs.allocated(code, site, stratum);
      }
    }
    while (logs.leaves.size() < entries - 1) {
      logs.balanceRead();
    }
    return logs.exported();
  }

  /** The log after a restart: what stood is carried over, and the trial goes on. */
  static Logs restarted() {
    return of(RESTARTED)
        .restartedAfter(
            of(KEY)
                .registered()
                .status("REGISTERED", "OPEN")
                .allocated("S-1", "cams", POSITIVE)
                .allocated("S-2", "pku", NEGATIVE)
                .allocated("S-3", "pku", POSITIVE)
                .emergencyList("cams", 9)
                .eligible("S-6", "cams", NEGATIVE)
                .recorded("S-6", 1, 8))
        .eligible("S-7", "cams", NEGATIVE)
        .recorded("S-7", 1, 2)
        .allocated("S-4", "cams", POSITIVE)
        .allocated("S-5", "cams", NEGATIVE)
        .inError("S-1")
        .status("OPEN", "CLOSED")
        .keyRevealed()
        .exported();
  }

  Logs registered() {
    Map<String, Object> data = definition();
    return entry("TRIAL_REGISTERED", List.of("service"), null, null, data);
  }

  private Logs restartedAfter(Logs before) {
    Map<String, Object> data = definition();
    data.put("status", "OPEN");
    data.put("reason", "The backup is older than the last receipt");
    int size = before.leaves.size();
    data.put(
        "previous",
        map(
            "origin",
            before.key.name(),
            "vkey",
            before.key.vkey(),
            "size",
            size,
            "checkpoint",
            new Forge(before.key, before.leaves).checkpoint(size)));
    entry("LOG_RESTARTED", List.of("manager"), null, null, data);
    before.allocated.forEach(
        (subject, one) -> {
          Map<String, Object> carried = allocation(one);
          carried.put("time", Times.text(one.time));
          carried.put("allocatedBy", "u-17");
          carried.put("requestedBy", "@Li \"Wei\", dr.");
          allocated.put(subject, one);
          if (one.place == 0) {
            places.put(one.on.stratum, slot(one.on.stratum).next());
          }
          entry("ALLOCATION_CARRIED_OVER", List.of("manager"), subject, one.on.site, carried);
        });
    return this;
  }

  private Map<String, Object> definition() {
    Map<String, Object> data = version();
    data.put("title", "Whole-lesion radiotherapy, 乳腺癌");
    data.put("algorithm", "kleroterion/1");
    data.put("commitment", trialKey.commitment());
    data.put("mode", "PRODUCTION");
    data.put("vkey", key.vkey());
    return data;
  }

  private Map<String, Object> version() {
    version++;
    byte[] protocol = Forge.utf8("trial: " + trial + "\nversion: " + version + "\n");
    protocols.put("protocols/" + version + ".yaml", protocol);
    return map(
        "version",
        version,
        "sha256",
        HexFormat.of().formatHex(Forge.sha256(protocol)),
        "schedule",
        map(
            "arms",
            scheme.shares().stream()
                .map(share -> map("code", share.arm(), "weight", share.weight()))
                .toList(),
            "blockSizes",
            scheme.blockSizes()));
  }

  Logs amended() {
    Map<String, Object> data = version();
    data.put("reason", "One more criterion");
    return entry("PROTOCOL_AMENDED", List.of("service"), null, null, data);
  }

  Logs status(String from, String to) {
    Map<String, Object> data = map("from", from, "to", to, "reason", "As the board decided");
    return entry("STATUS_CHANGED", List.of("manager"), null, null, data);
  }

  Logs site(String site) {
    Map<String, Object> data =
        map("name", "Cancer Hospital", "timeZone", "Asia/Shanghai", "reason", "It joins");
    return entry("SITE_ADDED", List.of("manager"), null, site, data);
  }

  Logs eligible(String subject, String site, String stratum) {
    return assessed(subject, site, stratum, "ELIGIBLE", "MET");
  }

  Logs ineligible(String subject, String site) {
    return assessed(subject, site, POSITIVE, "INELIGIBLE", "NOT_MET");
  }

  Logs incomplete(String subject, String site) {
    return assessed(subject, site, null, "INCOMPLETE", "MISSING");
  }

  private Logs assessed(
      String subject, String site, String stratum, String verdict, String outcome) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    assessed.put(subject, new Assessed(id, site, stratum));
    Map<String, Object> data =
        map("assessment", id.toString(), "protocolVersion", version, "verdict", verdict);
    if (stratum != null) {
      data.put("stratum", stratum);
    }
    data.put("outcomes", map("I-1", "MET", "E-1", outcome));
    data.put("screening", map("age", 57, "ecog", 1, "size_cm", 2.5, "visceral", false));
    return entry("ASSESSMENT_RECORDED", List.of("enroller"), subject, site, data);
  }

  Logs allocated(String subject, String site, String stratum) {
    return eligible(subject, site, stratum).allocation(subject);
  }

  Logs allocation(String subject) {
    Assessed on = assessed.get(subject);
    Slot slot = slot(on.stratum);
    places.put(on.stratum, slot.next());
    Allocated one = new Allocated(allocated.size() + 1, on, 0, slot.arm(), time.plusMillis(1500));
    allocated.put(subject, one);
    return entry("ALLOCATION_ISSUED", List.of("edc"), subject, on.site, allocation(one));
  }

  Logs emergencyList(String site, int places) {
    lists++;
    Map<String, Object> data = map("list", lists, "places", places, "reason", "Maintenance");
    return entry("EMERGENCY_LIST_ISSUED", List.of("statistician"), null, site, data);
  }

  /** A card of an emergency list, opened for the subject. */
  Logs recorded(String subject, int list, int place) {
    Assessed on = assessed.get(subject);
    Assessed card = new Assessed(on.id, on.site, "emergency=" + list + "," + on.stratum);
    String arm =
        new Sequence(trialKey, trial, card.stratum, scheme)
            .arms()
            .skip(place - 1L)
            .findFirst()
            .orElseThrow();
    Allocated one = new Allocated(allocated.size() + 1, card, place, arm, time.plusMillis(1500));
    allocated.put(subject, one);
    Map<String, Object> data = allocation(one);
    data.put("openedAt", Times.text(time.minusSeconds(900)));
    data.put("openedBy", "Li \"Wei\", dr.");
    data.put("reason", "The network was down");
    return entry("EMERGENCY_ALLOCATION_RECORDED", List.of("manager"), subject, on.site, data);
  }

  private static Map<String, Object> allocation(Allocated one) {
    Map<String, Object> data = map("number", one.number, "stratum", one.on.stratum);
    if (one.place > 0) {
      data.put("place", one.place);
    }
    data.put("arm", one.arm);
    data.put("assessment", one.on.id.toString());
    return data;
  }

  private Slot slot(String stratum) {
    return new Sequence(trialKey, trial, stratum, scheme)
        .slot(places.getOrDefault(stratum, BlockPosition.START));
  }

  Logs refused(String subject, String problem) {
    Map<String, Object> data = map("problem", problem);
    Assessed on = assessed.get(subject);
    data.put("assessment", on.id.toString());
    return entry("ALLOCATION_REFUSED", List.of("enroller"), subject, on.site, data);
  }

  Logs corrected(String subject, String stratum) {
    Map<String, Object> data =
        map("reason", "Receptor misread", "stratumAsRandomized", asRandomized(subject));
    data.put("stratum", stratum);
    data.put("screening", map("age", 57));
    return entry("STRATUM_CORRECTED", List.of("manager"), subject, siteOf(subject), data);
  }

  Logs inError(String subject) {
    Map<String, Object> data =
        map("reason", "No consent", "stratumAsRandomized", asRandomized(subject));
    return entry("RANDOMIZED_IN_ERROR", List.of("manager"), subject, siteOf(subject), data);
  }

  private String asRandomized(String subject) {
    return allocated.get(subject).on.stratum;
  }

  private String siteOf(String subject) {
    return allocated.get(subject).on.site;
  }

  Logs scheduleRead(String stratum) {
    Map<String, Object> data = map("stratum", stratum, "from", 0, "slots", 20);
    return entry("SCHEDULE_READ", List.of("statistician"), null, null, data);
  }

  Logs balanceRead() {
    Map<String, Object> data = map("allocations", allocated.size());
    return entry("BALANCE_READ", List.of("statistician"), null, null, data);
  }

  Logs exported() {
    Map<String, Object> data = map("entries", leaves.size() + 1);
    return entry("LOG_EXPORTED", List.of("auditor"), null, null, data);
  }

  Logs keyRevealed() {
    Map<String, Object> data =
        map("reason", "The trial is over", "key", HexFormat.of().formatHex(trialKey.reveal()));
    return entry("KEY_REVEALED", List.of("manager"), null, null, data);
  }

  private Logs entry(
      String type, List<String> roles, String subject, String site, Map<String, Object> data) {
    time = time.plusMillis(1500);
    boolean service = roles.contains("service");
    Map<String, Object> actor = map("id", service ? "kleroterion" : "u-17", "roles", roles);
    if (roles.contains("edc")) {
      actor.put("requestedBy", "=Li \"Wei\", dr.");
    }
    Map<String, Object> leaf =
        map("index", leaves.size(), "time", Times.text(time), "type", type, "actor", actor);
    if (subject != null) {
      leaf.put("subject", subject);
    }
    if (site != null) {
      leaf.put("site", site);
    }
    leaf.put("data", data);
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    leaf.put("salt", HexFormat.of().formatHex(salt));
    try {
      leaves.add(JSON.writeValueAsBytes(leaf));
      return this;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<byte[]> leaves() {
    return List.copyOf(leaves);
  }

  /** The export of this log, with its protocols. */
  Forge forge() {
    return forge(leaves);
  }

  /** The export of other leaves under this log's key, with this log's protocols. */
  Forge forge(List<byte[]> others) {
    Forge forge = new Forge(key, others);
    protocols.forEach(forge::with);
    return forge;
  }

  private static byte[] seed(int number) {
    return Forge.sha256(new byte[] {(byte) number});
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
