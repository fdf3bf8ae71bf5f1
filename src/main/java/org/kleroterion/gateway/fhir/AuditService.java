package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.access.Caller;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.reading.EntryView;
import org.kleroterion.log.reading.LogFilter;
import org.kleroterion.log.reading.LogReadingService;
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
  private final LogReadingService log;
  private final AuditMapper mapper;

  AuditService(Names names, StudyService studies, LogReadingService log, ObjectMapper json) {
    this.names = names;
    this.studies = studies;
    this.log = log;
    this.mapper = new AuditMapper(names, json);
  }

  String read(Caller caller, String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      throw new NotFoundException();
    }
    String trial = studies.code(caller, parts.group(1));
    EntryView entry =
        log.entry(caller, trial, Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    return Fhir.write(mapper.map(trial, entry));
  }

  String search(Caller caller, UriInfo uri, MultivaluedMap<String, String> form) {
    Query query =
        Query.of(uri, form, Set.of(SUBJECT, SUBTYPE, "altid", "site"), "entity", Query.DATE);
    String trial = studies.code(caller, query.reference("entity", StudyMapper.TYPE));
    DateRange dates = DateRange.of(query.dates());
    LogFilter filter =
        LogFilter.of(
            query.tokens(
                SUBTYPE,
                Names.ENTRY_TYPES,
                Arrays.stream(EntryType.values()).map(Enum::name).toList()),
            query.tokens(SUBJECT, names.subjects(trial)),
            query.tokens("site", names.sites(trial)),
            query.texts("altid"),
            dates.from(),
            dates.to());
    Page<EntryView> page = log.page(caller, trial, filter, query.page());
    return Fhir.write(Searchset.of(query, page, entry -> mapper.map(trial, entry)));
  }
}
