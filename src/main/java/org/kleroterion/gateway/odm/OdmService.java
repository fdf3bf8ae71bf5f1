package org.kleroterion.gateway.odm;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.history.AllocationHistory;
import org.kleroterion.allocation.history.PastAllocation;
import org.kleroterion.eligibility.Assessments;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.ExportedTrial;
import org.kleroterion.trial.TrialExports;

/** Exports a trial as ODM. It reads subjects in pages, because a trial may not fit in memory. */
@ApplicationScoped
class OdmService {
  private static final String NAME = "Kleroterion";

  private final TrialExports exports;
  private final Assessments assessments;
  private final AllocationHistory allocations;
  private final ObjectMapper json;
  private final String originator;
  private final String version;

  OdmService(
      TrialExports exports,
      Assessments assessments,
      AllocationHistory allocations,
      ObjectMapper json,
      Settings settings,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.exports = exports;
    this.assessments = assessments;
    this.allocations = allocations;
    this.json = json;
    this.originator = settings.log().origin().orElse(NAME);
    this.version = version;
  }

  /**
   * Records the export in the log, and returns a stream that writes the document.
   *
   * @throws Caller.WholeTrialOutOfReach if the token is limited to sites
   */
  StreamingOutput export(Caller caller, String code) {
    ExportedTrial trial = exports.begin(caller, code);
    return out -> {
      XmlOutput xml = new XmlOutput(out);
      OdmDocument document = new OdmDocument(xml, trial);
      document.begin(originator, version);
      document.study();
      document.people(callers(trial));
      SubjectWriter writer = new SubjectWriter(xml, trial, json);
      for (ExportedTrial.Version registered : trial.versions()) {
        writeSubjects(document, writer, trial, registered.protocol().version());
      }
      xml.finish();
    };
  }

  private SortedSet<String> callers(ExportedTrial trial) {
    SortedSet<String> callers = allocations.callers(trial.code(), trial.end());
    callers.addAll(assessments.callers(trial.code(), trial.end()));
    return callers;
  }

  // All subjects are read once per version: ODM groups the data by metadata version, and data is
  // only understood with the version under which it was recorded.
  private void writeSubjects(
      OdmDocument document, SubjectWriter writer, ExportedTrial trial, int version)
      throws IOException {
    boolean begun = false;
    List<Subject> page = pageAfter(trial, "");
    while (!page.isEmpty()) {
      for (Subject subject : page) {
        if (!subject.isOf(version)) {
          continue;
        }
        if (!begun) {
          document.beginSubjects(version);
          begun = true;
        }
        writer.write(subject, version);
      }
      page = pageAfter(trial, page.get(page.size() - 1).code());
    }
    if (begun) {
      document.endSubjects();
    }
  }

  /** The page of subjects after a subject's code. Every subject has at least one assessment. */
  private List<Subject> pageAfter(ExportedTrial trial, String subject) {
    Map<String, List<RecordedAssessment>> assessed = new LinkedHashMap<>();
    for (RecordedAssessment past : assessments.before(trial.code(), subject, trial.end())) {
      assessed.computeIfAbsent(past.subject(), code -> new ArrayList<>()).add(past);
    }
    if (assessed.isEmpty()) {
      return List.of();
    }
    Map<String, PastAllocation> allocated =
        allocations.of(trial.code(), List.copyOf(assessed.keySet()), trial.end());
    return assessed.entrySet().stream()
        .map(
            entry ->
                new Subject(entry.getValue(), Optional.ofNullable(allocated.get(entry.getKey()))))
        .toList();
  }
}
