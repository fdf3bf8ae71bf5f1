package org.kleroterion.gateway.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.settings.Settings;

/** Writes a log entry as a CloudEvent. The result depends only on the entry; it never changes. */
@ApplicationScoped
class EventWriter {
  /** Structured mode of the CloudEvents HTTP binding. Its JavaScript SDK takes lower case only. */
  static final String CONTENT_TYPE = JsonFormat.CONTENT_TYPE + "; charset=utf-8";

  private final String origin;
  private final EventFormat format = new JsonFormat();

  EventWriter(Settings settings) {
    this.origin = settings.log().origin().orElseThrow();
  }

  /**
   * The event's JSON.
   *
   * @param arm whether the event of an allocation contains the arm
   */
  byte[] write(String trial, Logged entry, boolean arm) {
    JsonNode leaf = entry.content();
    EventType type = EventType.of(EntryType.valueOf(leaf.path("type").textValue())).orElseThrow();
    CloudEventBuilder event =
        CloudEventBuilder.v1()
            .withId(entry.hash())
            .withSource(URI.create("https://" + origin + "/v1/trials/" + trial))
            .withType(type.type())
            .withTime(entry.time().atOffset(ZoneOffset.UTC))
            // Receivers compare these as texts, so all have one length.
            .withExtension("sequence", String.format(Locale.ROOT, "%019d", entry.position()))
            .withData("application/json", JsonCloudEventData.wrap(data(trial, type, leaf, arm)));
    subject(leaf).ifPresent(event::withSubject);
    return format.serialize(event.build());
  }

  private static Optional<String> subject(JsonNode leaf) {
    return Optional.ofNullable(leaf.path("subject").textValue());
  }

  private static ObjectNode data(String trial, EventType type, JsonNode leaf, boolean arm) {
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("trial", trial);
    data.set("entry", leaf.path("index"));
    switch (type) {
      case ALLOCATION_ISSUED -> {
        copy(leaf, data, "subject", "site");
        copy(leaf.path("data"), data, "number", "assessment");
        if (arm) {
          copy(leaf.path("data"), data, "arm");
        }
      }
      case ASSESSMENT_RECORDED -> {
        copy(leaf, data, "subject", "site");
        copy(leaf.path("data"), data, "assessment", "verdict", "protocolVersion");
      }
      case TRIAL_STATUS_CHANGED -> copy(leaf.path("data"), data, "from", "to", "reason");
    }
    return data;
  }

  private static void copy(JsonNode from, ObjectNode to, String... members) {
    for (String member : members) {
      to.set(member, from.path(member));
    }
  }
}
