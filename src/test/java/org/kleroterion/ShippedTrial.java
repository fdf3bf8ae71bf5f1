package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kleroterion.RunningService.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.kleroterion.api.HandedOut;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.randomization.TrialKey;
import org.kleroterion.trial.protocol.Screenings;

/** The trial that ships, in a packaged service: what is asked of it, and what must hold of it. */
public final class ShippedTrial {
  private static final String TRIAL = "wlrt-obc";
  private static final Scheme SCHEME =
      new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(6, 9));

  private ShippedTrial() {}

  /** A request for an allocation; consecutive ones come from all 8 strata. */
  public static String request(String subject, int i) throws IOException {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("subject", subject);
    request.put("site", i % 3 == 0 ? "pumch" : "cams");
    request.put(
        "screening",
        Screenings.eligible(i % 2 == 0, i % 4 < 2 ? 1 : 4, i % 8 < 4 ? "positive" : "negative"));
    return JSON.writeValueAsString(request);
  }

  /** What was signed and handed out, of which nothing has been handed out yet. */
  public static HandedOut handedOut(RunningService service) throws Exception {
    return new HandedOut(JSON.readTree(service.get("auditor", "")).path("vkey").textValue());
  }

  /** Verifies the receipt in an answer. */
  public static void keep(HandedOut handedOut, String answer) throws IOException {
    JsonNode allocation = JSON.readTree(answer);
    handedOut.receipt(allocation.path("entry").textValue(), allocation.path("receipt").textValue());
  }

  /** An answer as lists show it, without its entry and receipt. */
  public static JsonNode listed(String answer) throws IOException {
    return ((ObjectNode) JSON.readTree(answer)).without(List.of("entry", "receipt"));
  }

  /** The exact lines of the log, in order. */
  public static List<String> leaves(RunningService service) throws Exception {
    return service.list("auditor", "log").stream()
        .map(entry -> entry.path("leaf").textValue())
        .toList();
  }

  /** What was answered is what is listed, once. */
  public static void requireListed(Map<String, String> answers, List<JsonNode> issued, String when)
      throws IOException {
    Map<String, JsonNode> bySubject = bySubject(issued);
    assertThat(bySubject).as("one allocation a subject, " + when).hasSameSizeAs(issued);
    for (Map.Entry<String, String> answer : answers.entrySet()) {
      assertThat(bySubject.get(answer.getKey()))
          .as("%s, acknowledged and now, %s", answer.getKey(), when)
          .isEqualTo(listed(answer.getValue()));
    }
  }

  public static Map<String, JsonNode> bySubject(List<JsonNode> issued) {
    Map<String, JsonNode> bySubject = new HashMap<>();
    issued.forEach(allocation -> bySubject.put(allocation.path("subject").textValue(), allocation));
    return bySubject;
  }

  /**
   * Numbers without gaps, and in each stratum exactly the arms of its sequence.
   *
   * @param data the data directory, with the master secret
   */
  public static void requireSequences(Path data, List<JsonNode> issued, String when)
      throws IOException {
    assertThat(issued)
        .extracting(allocation -> allocation.path("number").longValue())
        .as("numbers " + when)
        .isEqualTo(LongStream.rangeClosed(1, issued.size()).boxed().toList());
    String secret = Files.readString(data.resolve("master-secret")).strip();
    TrialKey key = new MasterSecret(HexFormat.of().parseHex(secret)).trialKey(TRIAL);
    Map<String, List<String>> arms =
        issued.stream()
            .collect(
                Collectors.groupingBy(
                    allocation -> allocation.path("stratum").textValue(),
                    Collectors.mapping(
                        allocation -> allocation.at("/arm/code").textValue(),
                        Collectors.toList())));
    arms.forEach(
        (stratum, given) ->
            assertThat(given)
                .as("%s %s", stratum, when)
                .isEqualTo(
                    new Sequence(key, TRIAL, stratum, SCHEME).arms().limit(given.size()).toList()));
  }

  /** Indices without gaps, and of the allocations just those that are listed, in that order. */
  public static void requireLogged(List<String> leaves, List<JsonNode> issued, String when)
      throws IOException {
    List<Integer> indices = new ArrayList<>();
    Set<String> assessments = new HashSet<>();
    List<List<String>> entries = new ArrayList<>();
    for (String line : leaves) {
      JsonNode leaf = JSON.readTree(line);
      indices.add(leaf.path("index").intValue());
      JsonNode data = leaf.path("data");
      if (leaf.path("type").textValue().equals("ASSESSMENT_RECORDED")) {
        assertThat(assessments.add(data.path("assessment").textValue())).isTrue();
      }
      if (leaf.path("type").textValue().equals("ALLOCATION_ISSUED")) {
        assertThat(assessments)
            .as("assessed before it is allocated, %s: %s", when, leaf)
            .contains(data.path("assessment").textValue());
        entries.add(said(leaf, data, data.path("arm")));
      }
    }
    assertThat(indices)
        .as("log indices " + when)
        .isEqualTo(IntStream.range(0, leaves.size()).boxed().toList());
    assertThat(entries)
        .as("the log's allocations and the allocations, in order, " + when)
        .isEqualTo(
            issued.stream()
                .map(allocation -> said(allocation, allocation, allocation.at("/arm/code")))
                .toList());
  }

  private static List<String> said(JsonNode subject, JsonNode data, JsonNode arm) {
    return List.of(
        subject.path("subject").asText(),
        subject.path("site").asText(),
        // A leaf always has its milliseconds, an answer leaves out those that are 0.
        Instant.parse(subject.path("time").textValue()).toString(),
        data.path("number").asText(),
        data.path("stratum").asText(),
        data.path("assessment").asText(),
        arm.asText());
  }

  /** The anchor directory has the last checkpoint that was handed out, or one that followed. */
  public static void requireAnchored(Path anchors, HandedOut handedOut, String when)
      throws IOException {
    String note = Files.readString(anchors.resolve(TRIAL + ".checkpoint"));
    List<Long> before = handedOut.sizes();
    assertThat(handedOut.checkpoint(note))
        .as("entries of the checkpoint in the anchor directory, %s", when)
        .isGreaterThanOrEqualTo(before.get(before.size() - 1));
  }

  /** The service itself finds nothing wrong with its whole log. */
  public static void requireSound(RunningService service, String when) throws Exception {
    JsonNode found = JSON.readTree(service.get("auditor", "log/verification"));
    assertThat(found.path("sound").booleanValue()).as("%s, %s", found, when).isTrue();
  }
}
