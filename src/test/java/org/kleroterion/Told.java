package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kleroterion.gateway.events.Receiver;
import org.kleroterion.gateway.events.Receiver.Came;

/** What an endpoint was told by packaged services, and what it must have been told. */
final class Told {
  private static final Set<String> TYPES =
      Set.of("STATUS_CHANGED", "ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private Told() {}

  /**
   * Java's options for a service that tells the receiver of everything, soon again after a kill.
   */
  static String[] options(Receiver receiver) {
    return new String[] {
      "-XX:TieredStopAtLevel=1",
      "-Dkleroterion.events[0].name=told",
      "-Dkleroterion.events[0].url=" + receiver.url("/told"),
      "-Dkleroterion.events[0].secret=" + Receiver.SECRET,
      "-Dkleroterion.events[0].trials=wlrt-obc",
      "-Dkleroterion.deliveries.timeout=1S",
      "-Dkleroterion.deliveries.claim=3S",
      "-Dkleroterion.deliveries.pause=0.05S",
      "-Dkleroterion.deliveries.longest-pause=0.5S"
    };
  }

  /**
   * Waits until nothing waits any more, and requires that what came is what the log says: each of
   * these entries, no other, rightly signed, and of each subject in the log's order.
   *
   * @return how many entries there are to be told of
   */
  static int requireAll(RunningService service, Receiver receiver, String when) throws Exception {
    awaitAllTaken(service);
    Set<String> expected = new HashSet<>();
    for (String leaf : ShippedTrial.leaves(service)) {
      if (TYPES.contains(RunningService.JSON.readTree(leaf).path("type").textValue())) {
        expected.add(Receiver.id(leaf));
      }
    }
    List<Came> came = receiver.came();
    Set<String> lost = new HashSet<>(expected);
    came.forEach(one -> lost.remove(one.id()));
    assertThat(lost).as("events lost, " + when).isEmpty();
    assertThat(came).as(when).allMatch(one -> expected.contains(one.id()) && one.signed());
    requireOrder(came, when);
    return expected.size();
  }

  private static void awaitAllTaken(RunningService service) throws Exception {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      JsonNode waiting =
          RunningService.JSON.readTree(
              service.get("auditor", "destinations/events.told/deliveries?limit=1"));
      if (waiting.path("items").isEmpty()) {
        return;
      }
      assertThat(System.nanoTime()).as("still waiting: %s", waiting).isLessThan(end);
      Thread.sleep(200);
    }
  }

  /** What comes for the first time comes behind all that came of the subject before. */
  private static void requireOrder(List<Came> came, String when) {
    Map<String, Integer> furthest = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Came one : came) {
      String subject = one.event().getSubject();
      if (subject != null && seen.add(one.id())) {
        int entry = one.json().at("/data/entry").intValue();
        assertThat(entry)
            .as("%s, %s", subject, when)
            .isGreaterThan(furthest.getOrDefault(subject, -1));
        furthest.put(subject, entry);
      }
    }
  }
}
