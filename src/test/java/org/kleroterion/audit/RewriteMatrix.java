package org.kleroterion.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Rewrites a log as somebody can who holds its key: changes entries, hashes everything anew, makes
 * the table anew and signs. Tree and signature are right then; what must refuse it is what the
 * entries say.
 */
final class RewriteMatrix {
  private static final Map<String, List<String>> WHO =
      Map.ofEntries(
          Map.entry("TRIAL_REGISTERED", List.of("service")),
          Map.entry("LOG_RESTARTED", List.of("manager")),
          Map.entry("ALLOCATION_CARRIED_OVER", List.of("manager")),
          Map.entry("PROTOCOL_AMENDED", List.of("service")),
          Map.entry("STATUS_CHANGED", List.of("manager", "service")),
          Map.entry("SITE_ADDED", List.of("manager")),
          Map.entry("ASSESSMENT_RECORDED", List.of("enroller", "edc")),
          Map.entry("ALLOCATION_ISSUED", List.of("enroller", "edc")),
          Map.entry("ALLOCATION_REFUSED", List.of("enroller", "edc", "manager")),
          Map.entry("EMERGENCY_LIST_ISSUED", List.of("statistician")),
          Map.entry("EMERGENCY_ALLOCATION_RECORDED", List.of("manager")),
          Map.entry("STRATUM_CORRECTED", List.of("manager")),
          Map.entry("RANDOMIZED_IN_ERROR", List.of("manager")),
          Map.entry("SCHEDULE_READ", List.of("statistician")),
          Map.entry("BALANCE_READ", List.of("statistician")),
          Map.entry("LOG_EXPORTED", List.of("auditor")),
          Map.entry("KEY_REVEALED", List.of("manager")));

  private final NoteKey key;
  private final Map<String, byte[]> protocols = new TreeMap<>();
  private final List<byte[]> leaves;
  private final Matrix matrix;
  private final boolean armsAreKnown;

  private RewriteMatrix(Map<String, byte[]> files, NoteKey key, List<String> options) {
    this.key = key;
    this.leaves = Forge.leaves(files);
    this.matrix = new Matrix(options);
    files.forEach(
        (name, content) -> {
          if (name.startsWith("protocols/")) {
            protocols.put(name, content);
          }
        });
    this.armsAreKnown =
        options.contains("--trial-key")
            || leaves.stream().anyMatch(leaf -> is(Alterations.parsed(leaf), "KEY_REVEALED"));
  }

  /**
   * Runs every rewriting of an export that its entries give occasion for.
   *
   * @param export one that the verifier accepts, of a log that was not amended before it began
   * @param key the log's own
   * @param options for the verifier besides the key
   */
  static Matrix.Outcome run(Path export, NoteKey key, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--key", key.vkey()));
    RewriteMatrix rewritings = new RewriteMatrix(Forge.unzipped(export), key, all);
    rewritings.every(rewritings::allocation, "ALLOCATION_ISSUED");
    rewritings.every(rewritings::emergencyList, "EMERGENCY_LIST_ISSUED");
    rewritings.every(rewritings::recorded, "EMERGENCY_ALLOCATION_RECORDED");
    rewritings.every(rewritings::carried, "ALLOCATION_CARRIED_OVER");
    rewritings.every(rewritings::assessment, "ASSESSMENT_RECORDED");
    rewritings.every(rewritings::correction, "STRATUM_CORRECTED", "RANDOMIZED_IN_ERROR");
    rewritings.every(rewritings::definition, "TRIAL_REGISTERED", "LOG_RESTARTED");
    rewritings.every(rewritings::amendment, "PROTOCOL_AMENDED");
    rewritings.every(rewritings::restart, "LOG_RESTARTED");
    rewritings.every(rewritings::rest, "STATUS_CHANGED", "BALANCE_READ", "LOG_EXPORTED");
    rewritings.every(rewritings::revelation, "KEY_REVEALED");
    WHO.keySet().forEach(rewritings::form);
    rewritings.bytes();
    rewritings.end();
    return rewritings.matrix.outcome();
  }

  private void allocation(int at) {
    ObjectNode entry = entry(at);
    String id = entry.at("/data/assessment").textValue();
    int assessment = indexOf(one -> is(one, "ASSESSMENT_RECORDED") && saysOf(one, id));
    String unassessed = "latest assessment";
    rewrite("an allocation without its assessment", unassessed, log -> log.remove(assessment));
    rewrite("an allocation of another subject", unassessed, at, one -> one.put("subject", "X-9"));
    rewrite(
        "an allocation on an assessment that is none", unassessed, at, data("assessment", id()));
    rewrite(
        "an allocation on an assessment that was superseded",
        unassessed,
        log -> log.add(at, with(log.get(assessment), data("assessment", id()))));
    rewrite(
        "an allocation of an ineligible",
        "is not ELIGIBLE",
        assessment,
        RewriteMatrix::makeIneligible);
    rewrite(
        "an allocation of an incomplete",
        "is not ELIGIBLE",
        assessment,
        RewriteMatrix::makeIncomplete);
    rewrite("another stratum", "of another stratum", at, data("stratum", "visceral=yes"));
    rewrite("another site", "of another site", at, one -> one.put("site", "elsewhere"));
    rewrite("an arm that is none", "has no arm", at, data("arm", "PLACEBO"));
    rewrite("a number left out", "its number is", log -> shiftNumbers(log, at, 1));
    if (entry.at("/data/number").intValue() > 1) {
      rewrite("a number twice", "its number is", log -> shiftNumbers(log, at, -1));
    }
    rewrite(
        "a second allocation",
        "already has an allocation",
        log -> {
          log.add(at + 1, log.get(at).deepCopy());
          shiftNumbers(log, at + 1, 1);
        });
    rewrite(
        "an allocation while the trial was paused",
        "was PAUSED, not OPEN",
        log -> {
          log.add(at, status(log.get(at), "OPEN", "PAUSED"));
          log.add(at + 2, status(log.get(at), "PAUSED", "OPEN"));
        });
    rewrite(
        "an allocation while the trial was closed",
        "was CLOSED, not OPEN",
        log -> log.add(at, status(log.get(at), "OPEN", "CLOSED")));
    rewrite(
        "an allocation after an amendment",
        "is not of version",
        log -> log.add(at, amendment(log.get(0), log.get(at))));
    if (armsAreKnown) {
      rewrite("another arm", "but the trial key gives", at, this::swapArm);
    }
  }

  private void emergencyList(int at) {
    int list = entry(at).at("/data/list").intValue();
    rewrite("a list left out", "is not the next list", at, data("list", list + 1));
    rewrite("a list of too many", "more places than a list can have", at, data("places", 101));
    rewrite("a list twice", "is not the next list", log -> log.add(at, log.get(at).deepCopy()));
    rewrite(
        "a list after the end",
        "the trial was CLOSED",
        log -> log.add(at, status(log.get(at), statusAt(log, at), "CLOSED")));
  }

  private void recorded(int at) {
    ObjectNode entry = entry(at);
    String stratum = entry.at("/data/stratum").textValue();
    String unlisted = "the list does not exist";
    boolean restarted = is(entry(0), "LOG_RESTARTED");
    if (!restarted) {
      rewrite("a card of no list", unlisted, at, data("stratum", "emergency=77,visceral=no"));
      rewrite(
          "a card of a list that was not issued",
          unlisted,
          log -> log.remove(indexOf(one -> is(one, "EMERGENCY_LIST_ISSUED"))));
      rewrite("a card beyond its list", "its place is not on the list", at, data("place", 99));
      rewrite(
          "a card of another site's list",
          "the list belongs to another site",
          at,
          set("site", "x"));
    }
    rewrite("a card beyond any list", "its place is greater than", at, data("place", 101));
    rewrite(
        "a card of an ordinary stratum", "is not an emergency list's", at, data("stratum", "a=b"));
    rewrite(
        "an ordinary allocation of a list's stratum",
        "if and only if its stratum",
        log ->
            log.stream()
                .filter(one -> is(one, "ALLOCATION_ISSUED"))
                .forEach(data("stratum", stratum)));
    rewrite(
        "a card opened later",
        "its openedAt is after",
        at,
        data("openedAt", "2099-01-01T00:00:00.000Z"));
    rewrite("another assessment", "latest assessment", at, data("assessment", id()));
    rewrite("another subject", "latest assessment", at, set("subject", "X-9"));
    rewrite("another site", "of another site", at, set("site", "elsewhere"));
    rewrite(
        "a card used twice",
        "its card was already used",
        log -> {
          log.add(at + 1, with(log.get(at), set("subject", "X-9")));
          shiftNumbers(log, at + 1, 1);
        });
    rewrite("a recorded number left out", "its number is", log -> shiftNumbers(log, at, 1));
    rewrite(
        "a card of a closed trial",
        "was CLOSED, neither",
        log -> log.add(at, status(log.get(at), statusAt(log, at), "CLOSED")));
    if (armsAreKnown) {
      rewrite("another arm on a card", "but the trial key gives", at, this::swapArm);
    }
  }

  private void carried(int at) {
    rewrite(
        "a carried allocation behind others",
        "does not follow directly after the restart",
        log -> log.add(log.size() - 1, log.remove(at)));
    rewrite("a carried allocation left out", "its number is", log -> log.remove(at));
    rewrite(
        "a carried allocation twice",
        "already has an allocation",
        log -> {
          log.add(at + 1, log.get(at).deepCopy());
          shiftNumbers(log, at + 1, 1);
        });
    if (armsAreKnown) {
      rewrite("another arm carried", "but the trial key gives", at, this::swapArm);
    }
  }

  private void assessment(int at) {
    rewrite(
        "an assessment after the end",
        "the trial was CLOSED",
        log -> {
          String from = statusAt(log, log.size());
          if (!from.equals("CLOSED")) {
            log.add(log.size() - 1, status(log.get(at), from, "CLOSED"));
          }
          log.add(log.size() - 1, with(log.get(at), data("assessment", id())));
        });
    rewrite(
        "an assessment twice",
        "another assessment has the same id",
        log -> log.add(at + 1, log.get(at).deepCopy()));
    rewrite(
        "of a version that is none",
        "its protocol version is unknown",
        at,
        data("protocolVersion", 99));
    if (entry(at).at("/data/verdict").textValue().equals("ELIGIBLE")) {
      rewrite(
          "an eligible of no stratum",
          "its outcomes make it INCOMPLETE",
          at,
          one -> ((ObjectNode) one.get("data")).remove("stratum"));
    }
    for (String verdict : List.of("ELIGIBLE", "INELIGIBLE", "INCOMPLETE")) {
      if (!entry(at).at("/data/verdict").textValue().equals(verdict)) {
        rewrite(
            "a verdict that does not follow", "its outcomes make it", at, data("verdict", verdict));
      }
    }
  }

  private void correction(int at) {
    rewrite("a correction of nobody", "has no allocation", at, one -> one.put("subject", "X-9"));
    rewrite("a correction elsewhere", "of another site", at, one -> one.put("site", "elsewhere"));
    rewrite(
        "a correction of another stratum",
        "in another stratum",
        at,
        data("stratumAsRandomized", "visceral=yes"));
    if (is(entry(at), "RANDOMIZED_IN_ERROR")) {
      rewrite(
          "a correction after the last", "is final", log -> log.add(at, log.get(at).deepCopy()));
    }
  }

  private void definition(int at) {
    rewrite("another vkey", "its vkey is not the --key", at, data("vkey", Logs.WITNESS.vkey()));
    rewrite("another algorithm", "`algorithm` is wrong", at, data("algorithm", "kleroterion/2"));
    rewrite("another protocol", "not the file that the log names", at, data("sha256", hex('0')));
    rewrite("another version", "version", at, data("version", 77));
    if (armsAreKnown) {
      rewrite("another commitment", "commits to", at, data("commitment", "sha256:" + hex('0')));
    }
    schedule("no arms", at, schedule -> schedule.putArray("arms"));
    schedule("no sizes", at, schedule -> schedule.putArray("blockSizes"));
    schedule("a block of none", at, schedule -> schedule.putArray("blockSizes").add(0));
    schedule("a block too large", at, schedule -> schedule.putArray("blockSizes").add(9_000_000));
    schedule("an odd block", at, schedule -> schedule.withArray("blockSizes").add(9_999_999));
    schedule("sizes that fall", at, schedule -> schedule.withArray("blockSizes").add(1));
    schedule(
        "an arm twice",
        at,
        schedule -> schedule.withArray("arms").add(schedule.at("/arms/0").deepCopy()));
    schedule(
        "an arm of no weight",
        at,
        schedule -> ((ObjectNode) schedule.at("/arms/0")).put("weight", 0));
  }

  private void schedule(String what, int at, Consumer<ObjectNode> alteration) {
    rewrite(
        "a schedule with " + what,
        "schedule",
        at,
        one -> alteration.accept((ObjectNode) one.at("/data/schedule")));
  }

  private void amendment(int at) {
    rewrite("a version that does not rise", "is not greater than", at, data("version", 1));
    rewrite("an amendment of a file that is none", "is not the file", at, data("sha256", hex('0')));
    boolean allocated =
        leaves.stream().limit(at).anyMatch(leaf -> isAllocation(Alterations.parsed(leaf)));
    if (allocated) {
      rewrite(
          "another schedule after the first allocation",
          "changes the schedule",
          at,
          one -> ((ArrayNode) one.at("/data/schedule/blockSizes")).remove(0));
    }
  }

  private void restart(int at) {
    rewrite(
        "the log before of another trial",
        "is not this trial's previous log",
        at,
        previous("origin", "log.example.org/v1/trials/other/log"));
    rewrite(
        "the log before of another number",
        "is not this trial's previous log",
        at,
        previous("origin", key.name()));
    rewrite("another vkey before", "the previous log", at, previous("vkey", Logs.WITNESS.vkey()));
    rewrite("a vkey before that is none", "the previous log", at, previous("vkey", "none"));
    rewrite(
        "a checkpoint of somebody else",
        "is not signed",
        at,
        one -> {
          String note = one.at("/data/previous/checkpoint").textValue();
          previous("checkpoint", note.replaceFirst("\n\\d+\n", "\n1\n")).accept(one);
        });
    rewrite("no checkpoint", "its checkpoint", at, previous("checkpoint", "none"));
    rewrite("a restart later on", "must be entry 0", log -> log.add(2, log.get(at).deepCopy()));
  }

  /** Entries whose rules are about one number or word. */
  private void rest(int at) {
    ObjectNode entry = entry(at);
    if (is(entry, "STATUS_CHANGED")) {
      String from = entry.at("/data/from").textValue();
      String to = entry.at("/data/to").textValue();
      rewrite("a status that was not", "the trial was", at, data("from", to));
      rewrite("a status that cannot follow", "cannot become", at, data("to", "REGISTERED"));
      rewrite("a status as before", "cannot become", at, data("to", from));
    } else if (is(entry, "BALANCE_READ")) {
      rewrite("a balance of more", "there were only", at, data("allocations", 1_000_000));
    } else {
      int entries = entry.at("/data/entries").intValue();
      rewriteAsIs("more exported", "entries were exported", at, data("entries", entries + 1));
      rewriteAsIs("fewer exported", "entries were exported", at, data("entries", entries - 1));
    }
  }

  private void revelation(int at) {
    int closing = indexOf(one -> "CLOSED".equals(one.at("/data/to").textValue()));
    rewrite("a key revealed early", "not CLOSED", log -> log.add(closing, log.remove(at)));
    rewrite("another key", "is not the one that entry 0 commits to", at, data("key", hex('1')));
  }

  /** What no entry may be, whatever its type; tried on the first of each. */
  private void form(String type) {
    int at = indexOf(one -> is(one, type));
    if (at < 0) {
      return;
    }
    ObjectNode entry = entry(at);
    for (String role :
        List.of("auditor", "edc", "enroller", "manager", "service", "statistician")) {
      if (!WHO.get(type).contains(role)) {
        rewrite(type + " by " + role, "must not make a", at, roles(role));
      }
    }
    String right = WHO.get(type).get(0);
    rewrite("a role that is none", "`roles` is wrong", at, roles(right, "wizard"));
    rewrite("no role", "`roles` is wrong", at, roles());
    if (right.equals("service")) {
      rewrite("a person as the service", "must be kleroterion", at, actor("id", "u-17"));
      rewrite("the service with a role", "`roles` is wrong", at, roles("manager", "service"));
    } else {
      rewrite("a role twice", "`roles` is wrong", at, roles(right, right));
      rewrite("roles out of order", "`roles` is wrong", at, roles("manager", "edc"));
    }
    if (List.of("auditor", "statistician").contains(right)) {
      String[] both = Stream.of(right, "enroller").sorted().toArray(String[]::new);
      rewrite("one who enrols and sees ahead", "helps to predict", at, roles(both));
    }
    if (right.equals("enroller")) {
      rewrite(
          "one who sees ahead and enrols", "helps to predict", at, roles("auditor", "enroller"));
    }
    if (at > 0) {
      rewrite("a time before the last", "is before the previous", at, set("time", timeBefore(at)));
      rewrite("a second beginning", "must be entry 0", log -> log.add(at, log.get(0).deepCopy()));
    }
    for (String time :
        List.of("2026-02-30T00:00:00.000Z", "2026-11-23T24:00:00.000Z", "2026-11-23T20:43:57Z")) {
      rewrite("a time that is none", "`time` is wrong", at, set("time", time));
    }
    rewriteAsIs("another index", "its index is", at, one -> one.put("index", at + 1));
    rewrite("a salt too short", "`salt` is wrong", at, set("salt", "00"));
    rewrite("a salt in capitals", "`salt` is wrong", at, set("salt", hex('A').substring(32)));
    rewrite("a type that is none", "its type is unknown", at, set("type", "COFFEE_BROKEN"));
    rewrite("a member more", "`more` is not a member", at, one -> one.put("more", 1));
    rewrite("an actor's member more", "`more` is not a member", at, actor("more", "x"));
    if (!type.equals("ALLOCATION_REFUSED")) {
      rewrite("a datum more", "`more` is not a member", at, data("more", "x"));
    }
    for (String code : List.of("subject", "site")) {
      if (entry.has(code)) {
        rewrite("a " + code + " that is none", "`" + code + "` is wrong", at, set(code, "no code"));
      } else if (!type.equals("ALLOCATION_REFUSED")) {
        rewrite("a " + code + " too many", "out of order", at, one -> insert(one, code));
      }
    }
    boolean refusal = type.equals("ALLOCATION_REFUSED");
    String rest = refusal ? "|/data/(?!problem).*" : "";
    String stratum = type.equals("ASSESSMENT_RECORDED") ? "|/data/stratum" : "";
    altered("type", at, Alterations.types(entry), "/data/screening/.*" + rest);
    altered("place", at, Alterations.moves(entry), "/data/(outcomes|screening)/.*" + rest);
    String absent =
        "/(actor|data)/requestedBy|/data/previous/checkpoint|/data/(outcomes|screening)/.+";
    altered(
        "absence",
        at,
        Alterations.removals(entry),
        absent + stratum + rest + (refusal ? "|/site" : ""));
  }

  /**
   * @param free the paths where the specification leaves it open
   */
  private void altered(String what, int at, Map<String, ObjectNode> alterations, String free) {
    alterations.forEach(
        (path, entry) -> {
          if (!path.matches(free)) {
            rewriteAsIs(
                "another " + what + " of " + path + " in " + entry(at).get("type"),
                "entry " + at,
                at,
                one -> one.removeAll().setAll(entry));
          }
        });
  }

  /** Bytes that are no entry, in place of the first of each type. */
  private void bytes() {
    for (String type : WHO.keySet()) {
      int at = indexOf(one -> is(one, type));
      if (at < 0) {
        continue;
      }
      String leaf = new String(leaves.get(at), StandardCharsets.UTF_8);
      raw(type + " with a member twice", at, leaf.replaceFirst("\\{", "{\"index\":" + at + ","));
      raw(type + " with a line feed", at, leaf.replaceFirst(",", ",\n"));
      raw(type + " with a tail", at, leaf + " {}");
      raw(type + " with a mark", at, "\uFEFF" + leaf);
      raw(type + " without its end", at, leaf.substring(0, leaf.length() - 1));
      raw(
          type + " with half a character",
          at,
          leaf.replaceFirst("\"id\":\"", "\"id\":\"\\\\ud800"));
      raw(type + " with a control", at, leaf.replaceFirst("\"id\":\"", "\"id\":\"\t"));
      raw(type + " with a zero ahead", at, leaf.replaceFirst("\"index\":", "\"index\":0"));
      raw(type + " as a fraction", at, leaf.replaceFirst("\"index\":(\\d+)", "\"index\":$1.0"));
      raw(type + " in a list", at, "[" + leaf + "]");
      raw("depths", at, leaf.replaceFirst("\"data\":", "\"data\":" + "[".repeat(60_000)));
      byte[] broken = leaves.get(at).clone();
      broken[leaf.indexOf("\"id\":\"") + 6] = (byte) 0xff;
      raw(type + " that is not UTF-8", at, broken);
    }
  }

  private void raw(String what, int at, String leaf) {
    raw(what, at, Forge.utf8(leaf));
  }

  private void raw(String what, int at, byte[] leaf) {
    List<byte[]> changed = new ArrayList<>(leaves);
    changed.set(at, leaf);
    sign(what, "entry " + at + ":", changed);
  }

  private void end() {
    rewrite("no export at the end", "is not the LOG_EXPORTED", log -> log.remove(log.size() - 1));
    rewrite(
        "something after the export",
        "is not the LOG_EXPORTED",
        log -> log.add(status(log.get(log.size() - 1), statusAt(log, log.size()), "CLOSED")));
  }

  private void every(IntConsumer rewriting, String... types) {
    for (int i = 0; i < leaves.size(); i++) {
      if (List.of(types).contains(entry(i).get("type").textValue())) {
        rewriting.accept(i);
      }
    }
  }

  private void rewrite(String what, String why, int at, Consumer<ObjectNode> alteration) {
    rewrite(what, why, log -> alteration.accept(log.get(at)));
  }

  /** Rewrites the log, and makes it agree with itself where that is not what is to be tested. */
  private void rewrite(String what, String why, Consumer<List<ObjectNode>> alteration) {
    List<ObjectNode> log = log();
    alteration.accept(log);
    for (int i = 0; i < log.size(); i++) {
      log.get(i).put("index", i);
      if (is(log.get(i), "LOG_EXPORTED") && log.get(i).at("/data/entries").isNumber()) {
        data("entries", i + 1).accept(log.get(i));
      }
    }
    sign(what, why, log.stream().map(Alterations::written).toList());
  }

  private void rewriteAsIs(String what, String why, int at, Consumer<ObjectNode> alteration) {
    List<ObjectNode> log = log();
    alteration.accept(log.get(at));
    sign(what, why, log.stream().map(Alterations::written).toList());
  }

  private void sign(String what, String why, List<byte[]> log) {
    Forge forge = new Forge(key, log);
    protocols.forEach(forge::with);
    matrix.mutant(what, forge.files(), why);
  }

  private List<ObjectNode> log() {
    return new ArrayList<>(leaves.stream().map(Alterations::parsed).toList());
  }

  private ObjectNode entry(int at) {
    return Alterations.parsed(leaves.get(at));
  }

  private int indexOf(Predicate<ObjectNode> wanted) {
    for (int i = 0; i < leaves.size(); i++) {
      if (wanted.test(entry(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean is(JsonNode entry, String type) {
    return entry.path("type").asText().equals(type);
  }

  private static boolean isAllocation(JsonNode entry) {
    return is(entry, "ALLOCATION_ISSUED")
        || is(entry, "ALLOCATION_CARRIED_OVER")
        || is(entry, "EMERGENCY_ALLOCATION_RECORDED");
  }

  private static boolean saysOf(JsonNode entry, String assessment) {
    return entry.at("/data/assessment").asText().equals(assessment);
  }

  private static String id() {
    return UUID.nameUUIDFromBytes(new byte[] {9}).toString();
  }

  private static String hex(char digit) {
    return String.valueOf(digit).repeat(64);
  }

  private static Consumer<ObjectNode> set(String name, String value) {
    return entry -> entry.put(name, value);
  }

  private static Consumer<ObjectNode> data(String name, Object value) {
    return entry -> ((ObjectNode) entry.get("data")).set(name, Alterations.node(value));
  }

  private static Consumer<ObjectNode> actor(String name, String value) {
    return entry -> ((ObjectNode) entry.get("actor")).put(name, value);
  }

  private static Consumer<ObjectNode> previous(String name, String value) {
    return entry -> ((ObjectNode) entry.at("/data/previous")).put(name, value);
  }

  private static Consumer<ObjectNode> roles(String... roles) {
    return entry -> {
      ArrayNode array = ((ObjectNode) entry.get("actor")).putArray("roles");
      Arrays.stream(roles).forEach(array::add);
      if (List.of(roles).equals(List.of("service"))) {
        actor("id", "kleroterion").accept(entry);
      }
    };
  }

  private static ObjectNode with(ObjectNode entry, Consumer<ObjectNode> alteration) {
    ObjectNode copy = entry.deepCopy();
    alteration.accept(copy);
    return copy;
  }

  private static void makeIneligible(ObjectNode assessment) {
    data("verdict", "INELIGIBLE").accept(assessment);
    ObjectNode outcomes = (ObjectNode) assessment.at("/data/outcomes");
    outcomes.put(outcomes.fieldNames().next(), "NOT_MET");
  }

  private static void makeIncomplete(ObjectNode assessment) {
    data("verdict", "INCOMPLETE").accept(assessment);
    ObjectNode outcomes = (ObjectNode) assessment.at("/data/outcomes");
    outcomes.put(outcomes.fieldNames().next(), "MISSING");
  }

  private void swapArm(ObjectNode allocation) {
    String arm = allocation.at("/data/arm").textValue();
    JsonNode arms = entry(0).at("/data/schedule/arms");
    Optional<String> other = Optional.empty();
    for (JsonNode one : arms) {
      other =
          one.get("code").textValue().equals(arm)
              ? other
              : Optional.of(one.get("code").textValue());
    }
    data("arm", other.orElseThrow()).accept(allocation);
  }

  private static void shiftNumbers(List<ObjectNode> log, int from, int by) {
    for (ObjectNode entry : log.subList(from, log.size())) {
      if (isAllocation(entry)) {
        data("number", entry.at("/data/number").intValue() + by).accept(entry);
      }
    }
  }

  /** An entry like another, of the same time. */
  private static ObjectNode status(ObjectNode like, String from, String to) {
    ObjectNode entry = like.deepCopy();
    entry.remove(List.of("subject", "site", "data", "salt"));
    entry.put("type", "STATUS_CHANGED");
    actor("id", "u-1").accept(entry);
    ((ObjectNode) entry.get("actor")).remove("requestedBy");
    roles("manager").accept(entry);
    entry.putObject("data").put("from", from).put("to", to).put("reason", "So");
    entry.set("salt", like.get("salt"));
    return entry;
  }

  private static ObjectNode amendment(ObjectNode definition, ObjectNode like) {
    ObjectNode entry = like.deepCopy();
    entry.remove(List.of("subject", "site", "data", "salt"));
    entry.put("type", "PROTOCOL_AMENDED");
    ((ObjectNode) entry.get("actor")).remove("requestedBy");
    roles("service").accept(entry);
    ObjectNode data = entry.putObject("data").put("version", 88);
    data.set("sha256", definition.at("/data/sha256"));
    data.set("schedule", definition.at("/data/schedule"));
    data.put("reason", "So");
    entry.set("salt", definition.get("salt"));
    return entry;
  }

  private static String statusAt(List<ObjectNode> log, int end) {
    String status = log.get(0).at("/data/status").asText("REGISTERED");
    for (ObjectNode entry : log.subList(0, end)) {
      status = entry.at("/data/to").asText(status);
    }
    return status;
  }

  private String timeBefore(int at) {
    return entry(at - 1).get("time").textValue().replaceFirst("^20", "19");
  }

  private static void insert(ObjectNode entry, String code) {
    JsonNode data = entry.remove("data");
    JsonNode salt = entry.remove("salt");
    entry.put(code, "x");
    entry.set("data", data);
    entry.set("salt", salt);
  }
}
