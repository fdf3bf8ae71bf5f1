package org.kleroterion.gateway.odm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Level;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Variable;

/** The metadata of one version of the protocol: events, forms, items and code lists. */
final class MetaData {
  private static final int UUID = 36;
  private static final int PERSON = 255;
  private static final int TEXT = 2000;
  private static final int LONGEST_SCREENING = 65535;
  private static final int DIGITS = 10;

  private final Protocol protocol;
  private final Map<String, String> strata;

  MetaData(Protocol protocol) {
    this.protocol = protocol;
    this.strata = strata(protocol);
  }

  /** The strata's names with their labels; empty for a trial without factors. */
  private static Map<String, String> strata(Protocol protocol) {
    Map<String, String> labels = new LinkedHashMap<>();
    protocol.factors().stream()
        .flatMap(factor -> factor.levels().stream().map(level -> Map.entry(factor, level)))
        .forEach(pair -> labels.put(key(pair.getKey(), pair.getValue()), label(pair)));
    Map<String, String> strata = new LinkedHashMap<>();
    for (String name : protocol.strata()) {
      if (!name.isEmpty()) {
        // Splitting at commas is safe: no code contains one.
        strata.put(
            name,
            Arrays.stream(name.split(",")).map(labels::get).collect(Collectors.joining("; ")));
      }
    }
    return strata;
  }

  private static String key(Factor factor, Level level) {
    return factor.code() + "=" + level.code();
  }

  private static String label(Map.Entry<Factor, Level> pair) {
    return pair.getKey().label() + ": " + pair.getValue().label();
  }

  void write(XmlOutput xml) throws IOException {
    xml.start(
        "MetaDataVersion",
        "OID",
        Oids.version(protocol.version()),
        "Name",
        "Protocol version " + protocol.version());
    if (protocol.reason().isPresent()) {
      xml.attribute("Description", protocol.reason().get());
    }
    xml.start("Protocol");
    writeRef(xml, "StudyEvent", Oids.SCREENING_EVENT, 1, "Yes");
    writeRef(xml, "StudyEvent", Oids.RANDOMIZATION_EVENT, 2, "No");
    xml.end();
    writeEvent(xml, Oids.SCREENING_EVENT, "Screening", "Yes", Oids.SCREENING);
    writeEvent(xml, Oids.RANDOMIZATION_EVENT, "Randomization", "No", Oids.RANDOMIZATION);
    List<ItemGroup> screening = screening();
    List<ItemGroup> randomization = randomization();
    writeForm(xml, Oids.SCREENING, "Screening and eligibility", screening);
    writeForm(xml, Oids.RANDOMIZATION, "Randomization", randomization);
    List<ItemGroup> groups = Stream.of(screening, randomization).flatMap(List::stream).toList();
    for (ItemGroup group : groups) {
      group.write(xml);
    }
    for (ItemGroup group : groups) {
      for (ItemDef item : group.items()) {
        item.write(xml);
      }
    }
    writeCodeLists(xml);
    xml.end();
  }

  private static void writeRef(
      XmlOutput xml, String element, String oid, int order, String mandatory) throws IOException {
    xml.empty(
        element + "Ref",
        element + "OID",
        oid,
        "OrderNumber",
        Integer.toString(order),
        "Mandatory",
        mandatory);
  }

  private static void writeEvent(
      XmlOutput xml, String oid, String name, String repeating, String form) throws IOException {
    xml.start(
        "StudyEventDef", "OID", oid, "Name", name, "Repeating", repeating, "Type", "Scheduled");
    writeRef(xml, "Form", form, 1, "Yes");
    xml.end();
  }

  private static void writeForm(XmlOutput xml, String oid, String name, List<ItemGroup> groups)
      throws IOException {
    xml.start("FormDef", "OID", oid, "Name", name, "Repeating", "No");
    for (int i = 0; i < groups.size(); i++) {
      writeRef(xml, "ItemGroup", groups.get(i).oid(), i + 1, i == 0 ? "Yes" : "No");
    }
    xml.end();
  }

  private List<ItemGroup> screening() {
    List<ItemDef> assessment =
        new ArrayList<>(
            List.of(
                ItemDef.text(Oids.ASSESSMENT_ID, "Assessment", UUID),
                ItemDef.time(Oids.ASSESSMENT_TIME, "Assessed at"),
                ItemDef.coded(Oids.VERDICT, "Verdict", Oids.VERDICTS, Codes.verdicts().keySet())));
    addStratum(assessment, Oids.ASSESSMENT_STRATUM, "Stratum");
    assessment.add(ItemDef.text(Oids.ASSESSMENT_REQUESTED_BY, "Requested by", PERSON));
    Set<String> outcomes = Codes.outcomes().keySet();
    return List.of(
        new ItemGroup(Oids.ASSESSMENT, "Assessment", false, assessment),
        new ItemGroup(
            Oids.VALUES,
            "Screening",
            false,
            protocol.dictionary().variables().stream().map(ItemDef::of).toList()),
        new ItemGroup(
            Oids.CRITERIA,
            "Eligibility criteria",
            false,
            protocol.criteria().stream()
                .map(criterion -> ItemDef.of(criterion, outcomes))
                .toList()));
  }

  private List<ItemGroup> randomization() {
    Set<String> arms = arms().keySet();
    List<ItemDef> allocation =
        new ArrayList<>(
            List.of(
                ItemDef.number(Oids.NUMBER, "Randomization number", DIGITS),
                ItemDef.time(Oids.ALLOCATION_TIME, "Randomized at"),
                ItemDef.coded(Oids.ARM, "Arm", Oids.ARMS, arms)));
    addStratum(allocation, Oids.ALLOCATION_STRATUM, "Stratum as randomized");
    allocation.addAll(
        List.of(
            ItemDef.number(Oids.EMERGENCY_LIST, "Emergency list that the arm came from", DIGITS),
            ItemDef.text(Oids.RESTS_ON, "Assessment that the allocation is based on", UUID),
            ItemDef.text(Oids.ALLOCATION_REQUESTED_BY, "Requested by", PERSON)));
    List<ItemDef> correction =
        new ArrayList<>(
            List.of(
                ItemDef.coded(Oids.KIND, "Correction", Oids.KINDS, Codes.kinds().keySet()),
                ItemDef.time(Oids.CORRECTION_TIME, "Corrected at"),
                ItemDef.text(Oids.REASON, "Reason", TEXT)));
    addStratum(correction, Oids.CORRECTION_STRATUM, "Correct stratum");
    correction.add(
        ItemDef.text(Oids.CORRECTION_SCREENING, "Correct values, as JSON", LONGEST_SCREENING));
    return List.of(
        new ItemGroup(Oids.ALLOCATION, "Allocation", false, allocation),
        new ItemGroup(Oids.CORRECTION, "Correction of the allocation", true, correction));
  }

  private void addStratum(List<ItemDef> items, String oid, String question) {
    if (!strata.isEmpty()) {
      items.add(ItemDef.coded(oid, question, Oids.STRATA, strata.keySet()));
    }
  }

  private void writeCodeLists(XmlOutput xml) throws IOException {
    writeCodeList(xml, Oids.VERDICTS, Codes.verdicts());
    writeCodeList(xml, Oids.OUTCOMES, Codes.outcomes());
    writeCodeList(xml, Oids.ARMS, arms());
    if (!strata.isEmpty()) {
      writeCodeList(xml, Oids.STRATA, strata);
    }
    writeCodeList(xml, Oids.KINDS, Codes.kinds());
    for (Variable variable : protocol.dictionary().variables()) {
      if (variable.type() == Variable.Type.CODE) {
        writeCodeList(xml, Oids.codes(variable.name()), variable.codes());
      }
    }
  }

  private static void writeCodeList(XmlOutput xml, String oid, Map<String, String> codes)
      throws IOException {
    xml.start("CodeList", "OID", oid, "Name", Oids.name(oid), "DataType", "text");
    for (Map.Entry<String, String> code : codes.entrySet()) {
      xml.start("CodeListItem", "CodedValue", code.getKey());
      Translated.write(xml, "Decode", code.getValue());
      xml.end();
    }
    xml.end();
  }

  private Map<String, String> arms() {
    return protocol.arms().stream()
        .collect(Collectors.toMap(Arm::code, Arm::label, (one, other) -> one, LinkedHashMap::new));
  }
}
