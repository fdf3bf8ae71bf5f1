package org.kleroterion.gateway.odm;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.kleroterion.trial.ExportedTrial;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Site;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.wire.Times;

/** Writes the parts of an ODM 1.3.2 document around the subjects, in the order of the schema. */
final class OdmDocument {
  static final String NAMESPACE = "http://www.cdisc.org/ns/odm/v1.3";
  private static final int DATE = "2026-11-23".length();

  private final XmlOutput xml;
  private final ExportedTrial trial;

  OdmDocument(XmlOutput xml, ExportedTrial trial) {
    this.xml = xml;
    this.trial = trial;
  }

  /**
   * Begins the document. {@link XmlOutput#finish} ends it.
   *
   * @param originator the service's own name
   * @param version of the service
   */
  void begin(String originator, String version) throws IOException {
    String time = Times.text(trial.time());
    xml.root("ODM", NAMESPACE)
        .attribute("ODMVersion", "1.3.2")
        .attribute("FileType", "Snapshot")
        .attribute("Granularity", "All")
        .attribute("FileOID", trial.code() + "/" + trial.log() + "/" + trial.size())
        .attribute("CreationDateTime", time)
        .attribute("AsOfDateTime", time)
        .attribute("Originator", originator)
        .attribute("SourceSystem", "Kleroterion")
        .attribute("SourceSystemVersion", version);
  }

  /** The study's metadata, for every version of the protocol. */
  void study() throws IOException {
    Protocol protocol = trial.protocol();
    xml.start("Study", "OID", trial.code());
    xml.start("GlobalVariables")
        .text("StudyName", trial.code())
        .text("StudyDescription", protocol.title())
        .text("ProtocolName", trial.code())
        .end();
    writeUnits();
    for (ExportedTrial.Version version : trial.versions()) {
      new MetaData(version.protocol()).write(xml);
    }
    xml.end();
  }

  private void writeUnits() throws IOException {
    Set<String> units = new TreeSet<>();
    for (ExportedTrial.Version version : trial.versions()) {
      for (Variable variable : version.protocol().dictionary().variables()) {
        variable.unit().ifPresent(units::add);
      }
    }
    if (units.isEmpty()) {
      return;
    }
    xml.start("BasicDefinitions");
    for (String unit : units) {
      xml.start("MeasurementUnit", "OID", Oids.unit(unit), "Name", unit);
      Translated.write(xml, "Symbol", unit);
      xml.end();
    }
    xml.end();
  }

  /**
   * The users who recorded something, and the sites.
   *
   * @param callers the {@code sub}s of the users
   */
  void people(Set<String> callers) throws IOException {
    xml.start("AdminData", "StudyOID", trial.code());
    // Characters that XML forbids are replaced, so two names may become equal. Write each once.
    Set<String> users = new TreeSet<>();
    callers.forEach(caller -> users.add(XmlOutput.legal(caller)));
    for (String user : users) {
      xml.start("User", "OID", Oids.user(user), "UserType", "Other").text("LoginName", user).end();
    }
    for (Site site : trial.sites()) {
      xml.start(
          "Location", "OID", Oids.site(site.code()), "Name", site.name(), "LocationType", "Site");
      for (ExportedTrial.Version version : trial.versions()) {
        xml.empty(
            "MetaDataVersionRef",
            "StudyOID",
            trial.code(),
            "MetaDataVersionOID",
            Oids.version(version.protocol().version()),
            "EffectiveDate",
            Times.text(version.registeredAt()).substring(0, DATE));
      }
      xml.end();
    }
    xml.end();
  }

  /** Begins the data that was recorded under one version of the protocol. */
  void beginSubjects(int version) throws IOException {
    xml.start(
        "ClinicalData", "StudyOID", trial.code(), "MetaDataVersionOID", Oids.version(version));
  }

  void endSubjects() throws IOException {
    xml.end();
  }
}
