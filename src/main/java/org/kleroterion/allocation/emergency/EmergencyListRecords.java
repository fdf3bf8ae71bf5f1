package org.kleroterion.allocation.emergency;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.RecordCheck;
import org.kleroterion.wire.Times;

/** Checks the rows of the emergency lists against the log. */
@ApplicationScoped
class EmergencyListRecords implements RecordCheck {
  private final EmergencyListRepository lists;

  EmergencyListRecords(EmergencyListRepository lists) {
    this.lists = lists;
  }

  @Override
  public Optional<String> disagreement(String trial, List<Recorded> leaves) {
    Map<Long, EmergencyList> rows = new HashMap<>();
    lists
        .between(trial, leaves.get(0).position(), leaves.get(leaves.size() - 1).position())
        .forEach(row -> rows.put(row.entryPosition, row));
    for (Recorded entry : leaves) {
      @Nullable EmergencyList row = rows.remove(entry.position());
      boolean agrees =
          entry.isOf(EntryType.EMERGENCY_LIST_ISSUED)
              ? row != null && agree(row, entry.leaf())
              : row == null;
      if (!agrees) {
        return Optional.of(
            "the emergency list row of entry " + entry.index() + " does not match the entry");
      }
    }
    return Optional.empty();
  }

  private static boolean agree(EmergencyList row, JsonNode leaf) {
    return row.number == leaf.at("/data/list").asInt()
        && row.places == leaf.at("/data/places").asInt()
        && row.reason.equals(leaf.at("/data/reason").asText())
        && row.site.equals(leaf.path("site").asText())
        && row.issuedBy.equals(leaf.at("/actor/id").asText())
        && Times.text(row.issuedAt).equals(leaf.path("time").asText());
  }
}
