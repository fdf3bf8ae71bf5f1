package org.kleroterion.allocation;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.RecordCheck;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Times;

/** Checks the allocation rows against the log, and the strata's cursors against these rows. */
@ApplicationScoped
class AllocationRecords implements RecordCheck {
  private final AllocationRepository allocations;
  private final StratumCursorRepository cursors;
  private final Keys keys;
  private final Trials trials;

  AllocationRecords(
      AllocationRepository allocations, StratumCursorRepository cursors, Keys keys, Trials trials) {
    this.allocations = allocations;
    this.cursors = cursors;
    this.keys = keys;
    this.trials = trials;
  }

  @Override
  public Optional<String> disagreement(String trial, List<Recorded> leaves) {
    Map<Long, Allocation> rows = new HashMap<>();
    allocations
        .between(trial, leaves.get(0).position(), leaves.get(leaves.size() - 1).position())
        .forEach(row -> rows.put(row.entryPosition, row));
    for (Recorded entry : leaves) {
      @Nullable Allocation row = rows.remove(entry.position());
      boolean agrees =
          switch (EntryType.valueOf(entry.leaf().path("type").asText())) {
            case ALLOCATION_ISSUED, EMERGENCY_ALLOCATION_RECORDED ->
                row != null
                    && agree(row, entry.leaf())
                    && Times.text(row.allocatedAt).equals(entry.leaf().path("time").asText())
                    && row.allocatedBy.equals(entry.leaf().at("/actor/id").asText());
            case ALLOCATION_CARRIED_OVER ->
                allocations
                    .find(trial, entry.leaf().path("subject").asText())
                    .filter(carried -> agree(carried, entry.leaf()))
                    .isPresent();
            default -> row == null;
          };
      if (!agrees) {
        return Optional.of(
            "the allocation row of entry " + entry.index() + " does not match the entry");
      }
    }
    return Optional.empty();
  }

  /** Whether the row matches the leaf of its own entry, or of the entry that carried it over. */
  static boolean agree(Allocation row, JsonNode leaf) {
    return row.subject.equals(leaf.path("subject").asText())
        && row.site.equals(leaf.path("site").asText())
        && row.number == leaf.at("/data/number").asLong()
        && row.stratum.equals(leaf.at("/data/stratum").asText())
        && (!EmergencyStratum.isOne(row.stratum)
            || row.ordinal + 1 == leaf.at("/data/place").asLong())
        && row.arm.equals(leaf.at("/data/arm").asText())
        && row.assessment.toString().equals(leaf.at("/data/assessment").asText());
  }

  @Override
  public Optional<String> disagreement(String trial) {
    for (StratumCursorRepository.Counted cursor : cursors.counted(trial)) {
      Sequence sequence =
          new Sequence(keys.of(trial), trial, cursor.stratum(), trials.scheme(trial));
      // Operators see this message. It must not reveal the stratum or how far its sequence is.
      boolean countMatches =
          EmergencyStratum.isOne(cursor.stratum())
              ? cursor.issued() >= cursor.allocations()
              : cursor.issued() == cursor.allocations();
      if (!countMatches || !sequence.blockPosition(cursor.issued()).equals(cursor.next())) {
        return Optional.of("the cursor of a stratum does not match its allocations");
      }
    }
    return Optional.empty();
  }
}
