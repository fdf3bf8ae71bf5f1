package org.kleroterion.eligibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NumericNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.RecordCheck;
import org.kleroterion.wire.Times;

/** Checks the assessment rows against the log. */
@ApplicationScoped
class AssessmentRecords implements RecordCheck {
  private final AssessmentRepository assessments;
  private final ObjectMapper json;

  AssessmentRecords(AssessmentRepository assessments, ObjectMapper json) {
    this.assessments = assessments;
    this.json = json;
  }

  @Override
  public Optional<String> disagreement(String trial, List<Recorded> leaves) {
    Map<Long, Assessment> rows = new HashMap<>();
    assessments
        .between(trial, leaves.get(0).position(), leaves.get(leaves.size() - 1).position())
        .forEach(row -> rows.put(row.entryPosition, row));
    for (Recorded entry : leaves) {
      @Nullable Assessment row = rows.remove(entry.position());
      boolean recorded = entry.isOf(EntryType.ASSESSMENT_RECORDED);
      if (recorded != (row != null) || (row != null && !agree(row, entry.leaf()))) {
        return Optional.of(
            "the assessment row of entry " + entry.index() + " does not match the entry");
      }
    }
    return Optional.empty();
  }

  private boolean agree(Assessment row, JsonNode leaf) {
    JsonNode data = leaf.path("data");
    return row.subject.equals(leaf.path("subject").asText())
        && row.site.equals(leaf.path("site").asText())
        && Times.text(row.assessedAt).equals(leaf.path("time").asText())
        && row.assessedBy.equals(leaf.at("/actor/id").asText())
        && row.id.toString().equals(data.path("assessment").asText())
        && row.protocolVersion == data.path("protocolVersion").asInt()
        && row.verdict.name().equals(data.path("verdict").asText())
        && Optional.ofNullable(row.stratum)
            .equals(Optional.ofNullable(data.path("stratum").textValue()))
        && same(row.outcomes, data.path("outcomes"))
        && same(row.screening, data.path("screening"));
  }

  private boolean same(String text, JsonNode logged) {
    try {
      return json.readTree(text).equals(AssessmentRecords::compare, logged);
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  // 5 and 5.0 are the same value, although the parser gives them different types.
  private static int compare(JsonNode first, JsonNode second) {
    if (first instanceof NumericNode && second instanceof NumericNode) {
      return first.decimalValue().compareTo(second.decimalValue());
    }
    return first.equals(second) ? 0 : 1;
  }
}
