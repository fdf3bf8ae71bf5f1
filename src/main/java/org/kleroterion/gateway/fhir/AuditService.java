package org.kleroterion.gateway.fhir;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.access.Caller;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.trial.ReadEntry;
import org.kleroterion.trial.TrialEntries;
import org.kleroterion.trial.TrialEntries.Wanted;
import org.kleroterion.wire.Page;

/** Reads and searches log entries, and returns them as FHIR JSON. */
@ApplicationScoped
class AuditService {
  /** The trial's id, the number of the log (1, then one more for each restart), the index. */
  private static final Pattern ID = Pattern.compile("(.+)\\.([0-9]{1,6})\\.([0-9]{1,15})");

  private static final String SUBTYPE = "subtype";
  private static final String SUBJECT = "entity:identifier";

  private final Names names;
  private final StudyService studies;
  private final TrialEntries entries;

  AuditService(Names names, StudyService studies, TrialEntries entries) {
    this.names = names;
    this.studies = studies;
    this.entries = entries;
  }

  String read(Caller caller, String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      throw new NotFoundException();
    }
    String trial = studies.code(caller, parts.group(1));
    ReadEntry entry =
        entries.entry(
            caller, trial, Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    return Fhir.write(new AuditMapper(names).map(trial, entry));
  }

  String search(Caller caller, UriInfo uri) {
    Query query = Query.of(uri, "entity", SUBJECT, SUBTYPE, "altid", "site", Query.DATE);
    String trial = studies.code(caller, query.reference("entity", StudyMapper.TYPE));
    DateRange dates = DateRange.of(query.dates());
    Wanted wanted =
        new Wanted(
            type(query),
            query.token(SUBJECT, names.subjects(trial)),
            query.token("site", names.sites(trial)),
            query.text("altid"),
            dates.from(),
            dates.to());
    Page<ReadEntry> page = entries.page(caller, trial, wanted, query.page());
    AuditMapper mapper = new AuditMapper(names);
    return Fhir.write(Searchset.of(query, page, entry -> mapper.map(trial, entry)));
  }

  private static Optional<String> type(Query query) {
    Optional<String> type = query.token(SUBTYPE, Names.ENTRY_TYPES);
    if (type.isPresent() && !TrialEntries.types().contains(type.get())) {
      throw new InvalidRequest(
          "?" + SUBTYPE, "Must be one of " + String.join(", ", TrialEntries.types()) + ".");
    }
    return type;
  }
}
