package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.reading.EntryView;
import org.kleroterion.log.tree.Hash;

/** Maps an entry of the log to an {@code AuditEvent}. */
final class AuditMapper {
  private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String SOURCES =
      "http://terminology.hl7.org/CodeSystem/security-source-type";
  private static final String ENTITIES = "http://terminology.hl7.org/CodeSystem/audit-entity-type";

  private static final Coding ACTIVITY = new Coding(DICOM, "110100", "Application Activity");
  private static final Coding EXPORT = new Coding(DICOM, "110106", "Export");
  private static final Coding QUERY = new Coding(DICOM, "110112", "Query");
  private static final Coding RECORD = new Coding(DICOM, "110110", "Patient Record");

  static final Map<EntryType, Kind> KINDS =
      Map.ofEntries(
          Map.entry(EntryType.TRIAL_REGISTERED, new Kind(ACTIVITY, AuditEventAction.C)),
          Map.entry(EntryType.LOG_RESTARTED, new Kind(ACTIVITY, AuditEventAction.C)),
          Map.entry(EntryType.ALLOCATION_CARRIED_OVER, new Kind(RECORD, AuditEventAction.C)),
          Map.entry(EntryType.PROTOCOL_AMENDED, new Kind(ACTIVITY, AuditEventAction.U)),
          Map.entry(EntryType.STATUS_CHANGED, new Kind(ACTIVITY, AuditEventAction.U)),
          Map.entry(EntryType.SITE_ADDED, new Kind(ACTIVITY, AuditEventAction.C)),
          Map.entry(EntryType.ASSESSMENT_RECORDED, new Kind(RECORD, AuditEventAction.C)),
          Map.entry(EntryType.ALLOCATION_ISSUED, new Kind(RECORD, AuditEventAction.C)),
          Map.entry(EntryType.ALLOCATION_REFUSED, new Kind(RECORD, AuditEventAction.E)),
          Map.entry(EntryType.EMERGENCY_LIST_ISSUED, new Kind(ACTIVITY, AuditEventAction.C)),
          Map.entry(EntryType.EMERGENCY_ALLOCATION_RECORDED, new Kind(RECORD, AuditEventAction.C)),
          Map.entry(EntryType.STRATUM_CORRECTED, new Kind(RECORD, AuditEventAction.C)),
          Map.entry(EntryType.RANDOMIZED_IN_ERROR, new Kind(RECORD, AuditEventAction.C)),
          Map.entry(EntryType.LOG_EXPORTED, new Kind(EXPORT, AuditEventAction.R)),
          Map.entry(EntryType.SCHEDULE_READ, new Kind(QUERY, AuditEventAction.R)),
          Map.entry(EntryType.BALANCE_READ, new Kind(QUERY, AuditEventAction.R)),
          Map.entry(EntryType.KEY_REVEALED, new Kind(ACTIVITY, AuditEventAction.E)));

  private final Names names;
  private final ObjectMapper json;

  AuditMapper(Names names, ObjectMapper json) {
    this.names = names;
    this.json = json;
  }

  /** The DICOM type and the action by which audit tools classify an entry. */
  record Kind(Coding type, AuditEventAction action) {}

  AuditEvent map(String trial, EntryView entry) {
    Kind kind = KINDS.getOrDefault(entry.type(), new Kind(ACTIVITY, AuditEventAction.E));
    AuditEvent event = new AuditEvent();
    event.setId(Names.id(trial) + "." + entry.log() + "." + entry.index());
    event.setType(kind.type().copy());
    event.addSubtype().setSystem(Names.ENTRY_TYPES).setCode(entry.type().name());
    event.setAction(kind.action());
    event.setRecordedElement(FhirTimes.instant(entry.time()));
    JsonNode content = content(entry);
    outcome(event, entry, content);
    agents(event, entry, content);
    event
        .getSource()
        .setObserver(new Reference().setDisplay(names.service()))
        .addType(new Coding(SOURCES, "4", "Application Server"));
    entry.site().ifPresent(event.getSource()::setSite);
    event
        .addEntity()
        .setWhat(StudyMapper.reference(trial))
        .setType(new Coding(ENTITIES, "2", "System Object"));
    entry
        .subject()
        .ifPresent(
            subject ->
                event
                    .addEntity()
                    .setWhat(SubjectMapper.logical(names, trial, subject))
                    .setType(new Coding(ENTITIES, "1", "Person")));
    event.addEntity(leaf(trial, entry));
    return event;
  }

  private static void outcome(AuditEvent event, EntryView entry, JsonNode content) {
    if (entry.type() == EntryType.ALLOCATION_REFUSED) {
      event.setOutcome(AuditEventOutcome._4).setOutcomeDesc(content.at("/data/problem").asText());
    } else {
      event.setOutcome(AuditEventOutcome._0);
    }
  }

  private void agents(AuditEvent event, EntryView entry, JsonNode content) {
    JsonNode person = content.at("/actor/requestedBy");
    AuditEventAgentComponent caller = event.addAgent();
    caller
        .setWho(
            new Reference()
                .setIdentifier(new Identifier().setSystem(names.callers()).setValue(entry.actor())))
        .setAltId(entry.actor())
        .setRequestor(person.isMissingNode());
    content.at("/actor/roles").forEach(role -> caller.addRole().setText(role.asText()));
    if (person.isTextual()) {
      event.addAgent().setName(person.textValue()).setRequestor(true);
    }
  }

  private AuditEventEntityComponent leaf(String trial, EntryView entry) {
    byte[] bytes = entry.leaf().getBytes(StandardCharsets.UTF_8);
    AuditEventEntityComponent leaf = new AuditEventEntityComponent();
    leaf.setWhat(
            new Reference()
                .setIdentifier(
                    new Identifier()
                        .setSystem(names.log(trial, entry.log()))
                        .setValue(Long.toString(entry.index()))))
        .setType(new Coding(ENTITIES, "2", "System Object"));
    leaf.addDetail().setType("log").setValue(new StringType(Integer.toString(entry.log())));
    leaf.addDetail().setType("index").setValue(new StringType(Long.toString(entry.index())));
    leaf.addDetail().setType("leafHash").setValue(new Base64BinaryType(Hash.ofLeaf(bytes).bytes()));
    leaf.addDetail().setType("leaf").setValue(new Base64BinaryType(bytes));
    return leaf;
  }

  private JsonNode content(EntryView entry) {
    try {
      return json.readTree(entry.leaf());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
