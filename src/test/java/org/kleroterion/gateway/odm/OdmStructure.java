package org.kleroterion.gateway.odm;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * What the Foundation of ODM 1.3.2 asks of a document, for the elements that an export has: which
 * children in which order, which attributes, which references, which values.
 */
final class OdmStructure {
  /** Children in order, with how often, and attributes, those in brackets optional. */
  private static final Map<String, List<String>> SHAPES =
      Map.ofEntries(
          shape(
              "ODM",
              "Study* AdminData* ReferenceData* ClinicalData* Association*",
              "FileType FileOID CreationDateTime [Granularity] [AsOfDateTime] [ODMVersion]"
                  + " [Originator] [SourceSystem] [SourceSystemVersion]"),
          shape("Study", "GlobalVariables BasicDefinitions? MetaDataVersion*", "OID"),
          shape("GlobalVariables", "StudyName StudyDescription ProtocolName", ""),
          shape("StudyName", "", ""),
          shape("StudyDescription", "", ""),
          shape("ProtocolName", "", ""),
          shape("BasicDefinitions", "MeasurementUnit*", ""),
          shape("MeasurementUnit", "Symbol Alias*", "OID Name"),
          shape("Symbol", "TranslatedText+", ""),
          shape("TranslatedText", "", ""),
          shape(
              "MetaDataVersion",
              "Include? Protocol? StudyEventDef* FormDef* ItemGroupDef* ItemDef* CodeList*",
              "OID Name [Description]"),
          shape("Protocol", "Description? StudyEventRef* Alias*", ""),
          shape("StudyEventRef", "", "StudyEventOID Mandatory [OrderNumber]"),
          shape("StudyEventDef", "Description? FormRef* Alias*", "OID Name Repeating Type"),
          shape("FormRef", "", "FormOID Mandatory [OrderNumber]"),
          shape("FormDef", "Description? ItemGroupRef* ArchiveLayout*", "OID Name Repeating"),
          shape("ItemGroupRef", "", "ItemGroupOID Mandatory [OrderNumber]"),
          shape("ItemGroupDef", "Description? ItemRef* Alias*", "OID Name Repeating"),
          shape("ItemRef", "", "ItemOID Mandatory [OrderNumber]"),
          shape(
              "ItemDef",
              "Description? Question? ExternalQuestion? MeasurementUnitRef* RangeCheck*"
                  + " CodeListRef? Role* Alias*",
              "OID Name DataType [Length] [SignificantDigits]"),
          shape("Description", "TranslatedText+", ""),
          shape("Question", "TranslatedText+", ""),
          shape("MeasurementUnitRef", "", "MeasurementUnitOID"),
          shape(
              "RangeCheck", "CheckValue+ MeasurementUnitRef? ErrorMessage?", "Comparator SoftHard"),
          shape("CheckValue", "", ""),
          shape("CodeListRef", "", "CodeListOID"),
          shape("CodeList", "Description? CodeListItem+ Alias*", "OID Name DataType"),
          shape("CodeListItem", "Decode Alias*", "CodedValue"),
          shape("Decode", "TranslatedText+", ""),
          shape("AdminData", "User* Location* SignatureDef*", "[StudyOID]"),
          shape("User", "LoginName? DisplayName? FullName?", "OID [UserType]"),
          shape("LoginName", "", ""),
          shape("Location", "MetaDataVersionRef+", "OID Name [LocationType]"),
          shape("MetaDataVersionRef", "", "StudyOID MetaDataVersionOID EffectiveDate"),
          shape("ClinicalData", "SubjectData*", "StudyOID MetaDataVersionOID"),
          shape(
              "SubjectData",
              "AuditRecord? Signature? InvestigatorRef? SiteRef? Annotation* StudyEventData*",
              "SubjectKey"),
          shape("SiteRef", "", "LocationOID"),
          shape(
              "StudyEventData",
              "AuditRecord? Signature? Annotation* FormData*",
              "StudyEventOID [StudyEventRepeatKey]"),
          shape(
              "FormData",
              "AuditRecord? Signature? ArchiveLayoutRef? Annotation* ItemGroupData*",
              "FormOID [FormRepeatKey]"),
          shape(
              "ItemGroupData",
              "AuditRecord? Signature? Annotation* ItemData*",
              "ItemGroupOID [ItemGroupRepeatKey]"),
          shape("ItemData", "", "ItemOID Value"),
          shape("AuditRecord", "UserRef LocationRef DateTimeStamp ReasonForChange? SourceID?", ""),
          shape("UserRef", "", "UserOID"),
          shape("LocationRef", "", "LocationOID"),
          shape("DateTimeStamp", "", ""),
          shape("ReasonForChange", "", ""),
          shape("SourceID", "", ""));

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "FileType", Set.of("Snapshot"),
          "Granularity", Set.of("All"),
          "ODMVersion", Set.of("1.3.2"),
          "Mandatory", Set.of("Yes", "No"),
          "Repeating", Set.of("Yes", "No"),
          "Type", Set.of("Scheduled", "Unscheduled", "Common"),
          "DataType", Set.of("text", "integer", "float", "boolean", "datetime"),
          "Comparator", Set.of("GE", "LE", "NOTIN"),
          "SoftHard", Set.of("Soft", "Hard"),
          "UserType", Set.of("Sponsor", "Investigator", "Lab", "Other"));

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
  private static final Pattern FLOAT = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private final Element odm;

  private OdmStructure(Element odm) {
    this.odm = odm;
  }

  private static Map.Entry<String, List<String>> shape(
      String element, String children, String attributes) {
    return entry(element, List.of(children, attributes));
  }

  /** Fails where the document is not what the standard asks. */
  static void require(Element odm) {
    OdmStructure structure = new OdmStructure(odm);
    structure.requireShape(odm);
    structure.requireMetaData();
    structure.requirePeople();
    structure.requireData();
  }

  private void requireShape(Element element) {
    String name = element.getLocalName();
    assertThat(element.getNamespaceURI()).isEqualTo("http://www.cdisc.org/ns/odm/v1.3");
    assertThat(SHAPES).containsKey(name);
    List<Element> children = Odm.children(element);
    String found =
        children.stream().map(child -> child.getLocalName() + " ").collect(Collectors.joining());
    String allowed = SHAPES.get(name).get(0);
    assertThat(found).as("children of %s", name).matches(expression(allowed));
    if (!allowed.isEmpty()) {
      assertThat(Odm.ownText(element)).as("text in %s", name).isEmpty();
    }
    requireAttributes(element, SHAPES.get(name).get(1));
    children.forEach(this::requireShape);
  }

  private static String expression(String children) {
    return Arrays.stream(children.split(" "))
        .filter(child -> !child.isEmpty())
        .map(child -> child.replaceFirst("(\\w+)([?*+]?)", "($1 )$2"))
        .collect(Collectors.joining());
  }

  private static void requireAttributes(Element element, String allowed) {
    Set<String> found = new HashSet<>();
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      String name = element.getAttributes().item(i).getNodeName();
      if (!name.equals("xmlns")) {
        found.add(name);
        String value = element.getAttribute(name);
        assertThat(value).as(name).isNotEmpty();
        if (WORDS.containsKey(name)) {
          assertThat(WORDS.get(name)).contains(value);
        }
      }
    }
    Set<String> names =
        Stream.of(allowed.split(" ")).filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    Set<String> required =
        names.stream().filter(name -> !name.startsWith("[")).collect(Collectors.toSet());
    assertThat(found).as(element.getLocalName()).containsAll(required);
    assertThat(names.stream().map(name -> name.replaceAll("[\\[\\]]", "")))
        .as(element.getLocalName())
        .containsAll(found);
  }

  private void requireMetaData() {
    Set<String> versions = unique(Odm.all(odm, "MetaDataVersion"), "OID");
    assertThat(versions).isNotEmpty();
    Set<String> units = unique(Odm.all(odm, "MeasurementUnit"), "OID");
    for (Element version : Odm.all(odm, "MetaDataVersion")) {
      for (String kind : List.of("StudyEvent", "Form", "ItemGroup", "Item")) {
        Set<String> defined = unique(Odm.all(version, kind + "Def"), "OID");
        assertThat(values(Odm.all(version, kind + "Ref"), kind + "OID"))
            .as("%s of %s", kind, version.getAttribute("OID"))
            .isEqualTo(defined);
      }
      assertThat(values(Odm.all(version, "CodeListRef"), "CodeListOID"))
          .isEqualTo(unique(Odm.all(version, "CodeList"), "OID"));
      assertThat(units)
          .containsAll(values(Odm.all(version, "MeasurementUnitRef"), "MeasurementUnitOID"));
      for (Element list : Odm.all(version, "CodeList")) {
        unique(Odm.children(list), "CodedValue");
      }
    }
  }

  private void requirePeople() {
    Set<String> users = unique(Odm.all(odm, "User"), "OID");
    Set<String> places = unique(Odm.all(odm, "Location"), "OID");
    assertThat(users).containsAll(values(Odm.all(odm, "UserRef"), "UserOID"));
    assertThat(places).containsAll(values(Odm.all(odm, "LocationRef"), "LocationOID"));
    assertThat(places).containsAll(values(Odm.all(odm, "SiteRef"), "LocationOID"));
    Set<String> versions = values(Odm.all(odm, "MetaDataVersion"), "OID");
    for (Element ref : Odm.all(odm, "MetaDataVersionRef")) {
      assertThat(versions).contains(ref.getAttribute("MetaDataVersionOID"));
      LocalDate.parse(ref.getAttribute("EffectiveDate"));
    }
  }

  private void requireData() {
    String study = Odm.all(odm, "Study").get(0).getAttribute("OID");
    unique(Odm.all(odm, "ClinicalData"), "MetaDataVersionOID");
    for (Element data : Odm.all(odm, "ClinicalData")) {
      assertThat(data.getAttribute("StudyOID")).isEqualTo(study);
      Element version =
          Odm.one(odm, "MetaDataVersion", "OID", data.getAttribute("MetaDataVersionOID"));
      Values values = new Values(version);
      unique(Odm.children(data), "SubjectKey");
      for (Element subject : Odm.children(data)) {
        values.requireParts(subject, "StudyEvent", Odm.child(version, "Protocol"));
      }
    }
  }

  /** The data of subjects, against one version of the metadata. */
  private static final class Values {
    private static final Map<String, String> BELOW =
        Map.of("StudyEvent", "Form", "Form", "ItemGroup", "ItemGroup", "Item");

    private final Map<String, Element> definitions = new HashMap<>();

    Values(Element version) {
      for (Element definition : Odm.children(version)) {
        definitions.put(definition.getAttribute("OID"), definition);
      }
    }

    /** Every part of this kind is one that the definition refers to, and its key stands once. */
    void requireParts(Element whole, String kind, Element definition) {
      Set<String> known = values(Odm.children(definition), kind + "OID");
      Set<String> keys = new HashSet<>();
      for (Element part : Odm.children(whole)) {
        if (!part.getLocalName().equals(kind + "Data")) {
          continue;
        }
        String oid = part.getAttribute(kind + "OID");
        assertThat(known).contains(oid);
        String key = part.getAttribute(kind + "RepeatKey");
        assertThat(keys.add(oid + " " + key)).as("%s %s stands once", oid, key).isTrue();
        Element defined = definitions.get(oid);
        if (kind.equals("Item")) {
          requireValue(part.getAttribute("Value"), defined);
          continue;
        }
        assertThat(part.hasAttribute(kind + "RepeatKey"))
            .isEqualTo(defined.getAttribute("Repeating").equals("Yes"));
        requireParts(part, BELOW.get(kind), defined);
        if (kind.equals("ItemGroup")) {
          Instant.parse(
              Odm.child(Odm.child(part, "AuditRecord"), "DateTimeStamp").getTextContent());
        }
      }
      assertThat(keys).isNotEmpty();
    }

    private void requireValue(String value, Element item) {
      switch (item.getAttribute("DataType")) {
        case "integer" -> assertThat(value).matches(INTEGER);
        case "float" -> assertThat(value).matches(FLOAT);
        case "boolean" -> assertThat(value).isIn("true", "false");
        case "datetime" -> Instant.parse(value);
        default -> assertThat(value).isNotBlank();
      }
      if (item.hasAttribute("Length")) {
        assertThat(value.replaceFirst("^-", "").length())
            .isLessThanOrEqualTo(Integer.parseInt(item.getAttribute("Length")));
      }
      for (Element part : Odm.children(item)) {
        if (part.getLocalName().equals("CodeListRef")) {
          Element list = definitions.get(part.getAttribute("CodeListOID"));
          assertThat(values(Odm.children(list), "CodedValue")).contains(value);
        } else if (part.getLocalName().equals("RangeCheck")) {
          if (part.getAttribute("Comparator").equals("NOTIN")) {
            assertThat(Odm.children(part).stream().map(Element::getTextContent))
                .noneMatch(code -> new BigDecimal(value).compareTo(new BigDecimal(code)) == 0);
            continue;
          }
          int compared = new BigDecimal(value).compareTo(new BigDecimal(part.getTextContent()));
          assertThat(part.getAttribute("Comparator").equals("GE") ? compared : -compared)
              .isNotNegative();
        }
      }
    }
  }

  private static Set<String> values(List<Element> elements, String attribute) {
    return elements.stream()
        .map(element -> element.getAttribute(attribute))
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toSet());
  }

  private static Set<String> unique(List<Element> elements, String attribute) {
    assertThat(elements)
        .extracting(element -> element.getAttribute(attribute))
        .doesNotHaveDuplicates();
    return values(elements, attribute);
  }
}
