package org.kleroterion.gateway.odm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.allocation.history.PastAllocation;
import org.kleroterion.allocation.history.PastAllocation.PastCorrection;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.trial.ExportedTrial;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.wire.Times;

/** Writes the data of subjects. Each group of values has its audit record. */
final class SubjectWriter {
  private final XmlOutput xml;
  private final ExportedTrial trial;
  private final ObjectMapper json;

  SubjectWriter(XmlOutput xml, ExportedTrial trial, ObjectMapper json) {
    this.xml = xml;
    this.trial = trial;
    this.json = json;
  }

  /** Writes the data that was recorded for the subject under one version of the protocol. */
  void write(Subject subject, int version) throws IOException {
    xml.start("SubjectData", "SubjectKey", subject.code());
    xml.empty("SiteRef", "LocationOID", Oids.site(subject.site()));
    List<RecordedAssessment> assessments = subject.assessments();
    for (int i = 0; i < assessments.size(); i++) {
      if (assessments.get(i).protocolVersion() == version) {
        // Count over all versions, so that each key identifies one event of the subject.
        write(assessments.get(i), i + 1);
      }
    }
    Optional<PastAllocation> allocation =
        subject.allocation().filter(past -> past.protocolVersion() == version);
    if (allocation.isPresent()) {
      write(allocation.get());
    }
    xml.end();
  }

  private void write(RecordedAssessment assessment, int key) throws IOException {
    Audit audit =
        new Audit(
            assessment.assessedBy(),
            assessment.site(),
            assessment.time(),
            Optional.empty(),
            assessment.position());
    xml.start(
        "StudyEventData",
        "StudyEventOID",
        Oids.SCREENING_EVENT,
        "StudyEventRepeatKey",
        Integer.toString(key));
    xml.start("FormData", "FormOID", Oids.SCREENING);
    group(Oids.ASSESSMENT, audit);
    item(Oids.ASSESSMENT_ID, assessment.id().toString());
    item(Oids.ASSESSMENT_TIME, Times.text(assessment.time()));
    item(Oids.VERDICT, assessment.verdict().name());
    stratum(Oids.ASSESSMENT_STRATUM, assessment.stratum());
    item(Oids.ASSESSMENT_REQUESTED_BY, assessment.requestedBy());
    xml.end();
    JsonNode values = json.readTree(assessment.screening());
    if (!values.isEmpty()) {
      group(Oids.VALUES, audit);
      for (Map.Entry<String, JsonNode> value : values.properties()) {
        item(Oids.value(value.getKey()), text(value.getValue()));
      }
      xml.end();
    }
    if (!assessment.outcomes().isEmpty()) {
      group(Oids.CRITERIA, audit);
      for (Map.Entry<String, Outcome> outcome : assessment.outcomes().entrySet()) {
        item(Oids.criterion(outcome.getKey()), outcome.getValue().name());
      }
      xml.end();
    }
    xml.end().end();
  }

  // An ODM float has no exponent.
  private static String text(JsonNode value) {
    return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
  }

  private void write(PastAllocation allocation) throws IOException {
    xml.start("StudyEventData", "StudyEventOID", Oids.RANDOMIZATION_EVENT);
    xml.start("FormData", "FormOID", Oids.RANDOMIZATION);
    group(
        Oids.ALLOCATION,
        new Audit(
            allocation.allocatedBy(),
            allocation.site(),
            allocation.time(),
            Optional.empty(),
            allocation.position()));
    item(Oids.NUMBER, Long.toString(allocation.number()));
    item(Oids.ALLOCATION_TIME, Times.text(allocation.time()));
    item(Oids.ARM, allocation.arm());
    stratum(Oids.ALLOCATION_STRATUM, Optional.of(allocation.stratum()));
    if (allocation.emergencyList().isPresent()) {
      item(Oids.EMERGENCY_LIST, Integer.toString(allocation.emergencyList().getAsInt()));
    }
    item(Oids.RESTS_ON, allocation.assessment().toString());
    item(Oids.ALLOCATION_REQUESTED_BY, allocation.requestedBy());
    xml.end();
    for (PastCorrection correction : allocation.corrections()) {
      write(allocation, correction);
    }
    xml.end().end();
  }

  private void write(PastAllocation allocation, PastCorrection correction) throws IOException {
    xml.start(
        "ItemGroupData",
        "ItemGroupOID",
        Oids.CORRECTION,
        "ItemGroupRepeatKey",
        Integer.toString(correction.sequence()));
    write(
        new Audit(
            correction.correctedBy(),
            allocation.site(),
            correction.time(),
            Optional.of(correction.reason()),
            correction.position()));
    item(Oids.KIND, correction.kind().name());
    item(Oids.CORRECTION_TIME, Times.text(correction.time()));
    item(Oids.REASON, correction.reason());
    stratum(Oids.CORRECTION_STRATUM, correction.stratum());
    item(Oids.CORRECTION_SCREENING, correction.screening());
    xml.end();
  }

  /**
   * The data of an audit record, taken from one entry.
   *
   * @param position the entry's position: 0-based among all entries of the trial, over log restarts
   */
  private record Audit(
      String user, String site, Instant time, Optional<String> reason, long position) {}

  private void group(String oid, Audit audit) throws IOException {
    xml.start("ItemGroupData", "ItemGroupOID", oid);
    write(audit);
  }

  private void write(Audit audit) throws IOException {
    xml.start("AuditRecord");
    xml.empty("UserRef", "UserOID", Oids.user(audit.user()));
    xml.empty("LocationRef", "LocationOID", Oids.site(audit.site()));
    xml.text("DateTimeStamp", Times.text(audit.time()));
    if (audit.reason().isPresent()) {
      xml.text("ReasonForChange", audit.reason().get());
    }
    xml.text("SourceID", trial.entry(audit.position()));
    xml.end();
  }

  private void item(String oid, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      item(oid, value.get());
    }
  }

  private void item(String oid, String value) throws IOException {
    xml.empty("ItemData", "ItemOID", oid, "Value", value);
  }

  // Without factors there is one stratum, and its name is the empty text.
  private void stratum(String oid, Optional<String> stratum) throws IOException {
    item(oid, stratum.filter(name -> !name.isEmpty()));
  }
}
