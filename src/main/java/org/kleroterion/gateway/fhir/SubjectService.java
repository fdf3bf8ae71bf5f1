package org.kleroterion.gateway.fhir;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.history.Allocations;
import org.kleroterion.allocation.history.PastAllocation;
import org.kleroterion.eligibility.ScreenedSubject;
import org.kleroterion.eligibility.ScreenedSubjects;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.wire.Page;

/** Reads and searches the subjects and arms that a caller may see, and returns FHIR JSON. */
@ApplicationScoped
class SubjectService {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final String IDENTIFIER = "identifier";
  private static final String INDIVIDUAL = "individual";
  private static final String INDIVIDUAL_IDENTIFIER = "individual:identifier";

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

  String search(Caller caller, UriInfo uri) {
    Query query = Query.of(uri, "study", IDENTIFIER, INDIVIDUAL, INDIVIDUAL_IDENTIFIER);
    String trial = studies.code(caller, query.reference("study", StudyMapper.TYPE));
    Page<ScreenedSubject> page =
        subjects.page(caller, trial, individual(query, trial), query.page());
    Map<String, PastAllocation> arms =
        allocations.within(
            caller, trial, page.items().stream().map(ScreenedSubject::code).toList());
    SubjectMapper mapper = new SubjectMapper(names);
    return Fhir.write(
        Searchset.of(
            query,
            page,
            subject -> mapper.map(subject, Optional.ofNullable(arms.get(subject.code())))));
  }

  // All three parameters mean the subject's code; the service stores no other identifier.
  private Optional<String> individual(Query query, String trial) {
    List<String> given =
        Stream.of(IDENTIFIER, INDIVIDUAL, INDIVIDUAL_IDENTIFIER)
            .flatMap(name -> query.token(name, names.subjects(trial)).stream())
            .toList();
    if (given.size() > 1) {
      throw new InvalidRequest(
          "?" + INDIVIDUAL,
          "Must be the only parameter that names the subject; remove the others.");
    }
    return given.stream().findFirst();
  }
}
