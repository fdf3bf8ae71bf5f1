package org.kleroterion.gateway.fhir;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.history.Allocations;
import org.kleroterion.allocation.history.PastAllocation;
import org.kleroterion.eligibility.ScreenedSubject;
import org.kleroterion.eligibility.ScreenedSubjects;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;
import org.kleroterion.wire.Text;

/** Reads and searches the subjects and arms that a caller may see, and returns FHIR JSON. */
@ApplicationScoped
class SubjectService {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final String IDENTIFIER = "identifier";
  private static final String INDIVIDUAL = "individual";
  private static final String INDIVIDUAL_IDENTIFIER = "individual:identifier";
  private static final String STATUS = "status";
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  /** The largest page. */
  private static final String MOST = "1000";

  private final Names names;
  private final StudyService studies;
  private final ScreenedSubjects subjects;
  private final Allocations allocations;

  SubjectService(
      Names names, StudyService studies, ScreenedSubjects subjects, Allocations allocations) {
    this.names = names;
    this.studies = studies;
    this.subjects = subjects;
    this.allocations = allocations;
  }

  String read(Caller caller, String id) {
    if (!ID.matcher(id).matches()) {
      throw new NotFoundException();
    }
    ScreenedSubject subject = subjects.read(caller, UUID.fromString(id));
    Map<String, PastAllocation> arms =
        allocations.within(caller, subject.trial(), List.of(subject.code()));
    return Fhir.write(
        new SubjectMapper(names).map(subject, Optional.ofNullable(arms.get(subject.code()))));
  }

  String search(Caller caller, UriInfo uri, MultivaluedMap<String, String> form) {
    Query query =
        Query.of(uri, form, Set.of(IDENTIFIER, INDIVIDUAL, INDIVIDUAL_IDENTIFIER, STATUS), "study");
    String trial = studies.code(caller, query.reference("study", StudyMapper.TYPE));
    List<String> codes = individuals(query, trial);
    List<String> statuses =
        query.tokens(STATUS, SubjectMapper.STATUSES, SubjectMapper.knownStatuses());
    Page<Known> page = page(caller, trial, codes, statuses, query);
    SubjectMapper mapper = new SubjectMapper(names);
    return Fhir.write(
        Searchset.of(query, page, known -> mapper.map(known.subject(), known.allocation())));
  }

  private record Known(ScreenedSubject subject, Optional<PastAllocation> allocation) {
    String status() {
      return SubjectMapper.status(subject, allocation).toCode();
    }
  }

  // A status follows from the assessments and the allocation that the caller may see, so the
  // database cannot select by it.
  private Page<Known> page(
      Caller caller, String trial, List<String> codes, List<String> statuses, Query query) {
    int limit = query.page().limit();
    List<Known> found = new ArrayList<>();
    Optional<String> after = query.text(Query.AFTER);
    Optional<String> atOnce = statuses.isEmpty() ? query.text(Query.COUNT) : Optional.of(MOST);
    do {
      Page<ScreenedSubject> read =
          subjects.page(caller, trial, codes, PageRequest.of(after, "?" + Query.COUNT, atOnce));
      known(caller, trial, read.items()).stream()
          .filter(known -> statuses.isEmpty() || statuses.contains(known.status()))
          .forEach(found::add);
      after = read.next();
      if (statuses.isEmpty()) {
        return new Page<>(found, after, new Columns<>(), Optional.empty());
      }
    } while (after.isPresent() && found.size() <= limit);
    return Page.of(
        found.subList(0, Math.min(found.size(), limit + 1)),
        limit,
        known -> known.subject().code(),
        known -> known,
        new Columns<>());
  }

  private List<Known> known(Caller caller, String trial, List<ScreenedSubject> subjects) {
    Map<String, PastAllocation> arms =
        allocations.within(caller, trial, subjects.stream().map(ScreenedSubject::code).toList());
    return subjects.stream()
        .map(subject -> new Known(subject, Optional.ofNullable(arms.get(subject.code()))))
        .toList();
  }

  // All three parameters mean the subject's code; the service stores no other identifier.
  private List<String> individuals(Query query, String trial) {
    List<String> given =
        Stream.of(IDENTIFIER, INDIVIDUAL, INDIVIDUAL_IDENTIFIER)
            .filter(name -> query.text(name).isPresent())
            .toList();
    if (given.size() > 1) {
      throw new InvalidRequest(
          "?" + INDIVIDUAL,
          "Must be the only parameter that names the subject; remove the others.");
    }
    List<String> codes =
        given.stream().flatMap(name -> query.tokens(name, names.subjects(trial)).stream()).toList();
    if (given.contains(INDIVIDUAL) && !codes.stream().allMatch(CODE.asMatchPredicate())) {
      throw new InvalidRequest(
          "?" + INDIVIDUAL, "Must be a subject's code; this service has no other resource of her.");
    }
    return codes;
  }
}
