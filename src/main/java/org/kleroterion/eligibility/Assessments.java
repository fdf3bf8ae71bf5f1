package org.kleroterion.eligibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Protocols;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Screening;

/** Reads recorded assessments. Each is interpreted with the protocol version it was made under. */
@ApplicationScoped
public class Assessments {
  private static final TypeReference<LinkedHashMap<String, Outcome>> OUTCOMES =
      new TypeReference<>() {};

  private static final int ROWS = 500;

  private final AssessmentRepository repository;
  private final Protocols protocols;
  private final Transactions transactions;
  private final ObjectMapper json;

  Assessments(
      AssessmentRepository repository,
      Protocols protocols,
      Transactions transactions,
      ObjectMapper json) {
    this.repository = repository;
    this.protocols = protocols;
    this.transactions = transactions;
    this.json = json;
  }

  public Optional<RecordedAssessment> find(String trial, UUID id) {
    return repository.find(trial, id).map(this::recorded);
  }

  /** The subject's latest assessment, in the log's order. */
  public Optional<RecordedAssessment> latest(String trial, String subject) {
    return repository.latest(trial, subject).map(this::recorded);
  }

  /** The latest assessment of each subject. A subject without one is left out. */
  public List<RecordedAssessment> latest(String trial, List<String> subjects) {
    return repository.latest(trial, subjects).stream().map(this::recorded).toList();
  }

  /**
   * Returns the next page of all assessments, subject by subject: some subjects with all their
   * assessments, in the log's order. The page after the last subject is empty.
   *
   * @param subject the last subject of the previous page; the empty text for the first page
   * @param end only entries before this position count
   */
  public List<RecordedAssessment> before(String trial, String subject, long end) {
    return transactions.run(
        () -> completePage(trial, subject, end).stream().map(this::recorded).toList());
  }

  private List<Assessment> completePage(String trial, String after, long end) {
    List<Assessment> page = repository.bySubject(trial, after, end, ROWS);
    if (page.size() < ROWS) {
      return page;
    }
    // The page may end in the middle of a subject: leave its last subject to the next page.
    String last = page.get(page.size() - 1).subject;
    List<Assessment> complete = page.stream().filter(row -> !row.subject.equals(last)).toList();
    return complete.isEmpty() ? repository.of(trial, last, end) : complete;
  }

  /** The callers who recorded an assessment before the position {@code end}. */
  public List<String> callers(String trial, long end) {
    return transactions.run(() -> repository.callers(trial, end));
  }

  /** The variables without a value that leave a criterion or the stratum undecided. */
  public List<String> missing(String trial, RecordedAssessment assessment) {
    Protocol protocol = protocols.of(trial, assessment.protocolVersion());
    return Judgement.of(protocol, screening(protocol, assessment.screening())).missing();
  }

  RecordedAssessment recorded(Assessment assessment) {
    return recorded(assessment, outcomes(assessment));
  }

  /**
   * @param outcomes the content of the column {@code outcomes}
   */
  RecordedAssessment recorded(Assessment assessment, Map<String, Outcome> outcomes) {
    return new RecordedAssessment(
        assessment.id,
        assessment.entryPosition,
        assessment.subject,
        assessment.site,
        assessment.protocolVersion,
        assessment.screening,
        outcomes,
        assessment.verdict,
        Optional.ofNullable(assessment.stratum),
        assessment.assessedAt,
        validUntil(assessment),
        assessment.assessedBy,
        Optional.ofNullable(assessment.requestedBy));
  }

  AssessmentView view(Assessment assessment) {
    Protocol protocol = protocol(assessment);
    Screening screening = screening(protocol, assessment.screening);
    Map<String, Outcome> outcomes = outcomes(assessment);
    List<CriterionView> criteria =
        protocol.criteria().stream()
            .map(
                criterion ->
                    CriterionView.of(
                        criterion,
                        outcomes.getOrDefault(criterion.id(), Outcome.MISSING),
                        screening))
            .toList();
    return new AssessmentView(
        assessment.id,
        assessment.subject,
        assessment.site,
        assessment.verdict,
        Optional.ofNullable(assessment.stratum),
        assessment.protocolVersion,
        assessment.assessedAt,
        validUntil(assessment),
        assessment.assessedBy,
        Optional.ofNullable(assessment.requestedBy),
        assessment.screening,
        Judgement.of(protocol, screening).missing(),
        criteria,
        Optional.empty(),
        Optional.empty());
  }

  String write(Map<String, Outcome> outcomes) {
    try {
      return json.writeValueAsString(outcomes);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Outcome> outcomes(Assessment assessment) {
    try {
      return json.readValue(assessment.outcomes, OUTCOMES);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Instant> validUntil(Assessment assessment) {
    var days = protocol(assessment).validityDays();
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(assessment.assessedAt.plus(Duration.ofDays(days.getAsInt())));
  }

  private Protocol protocol(Assessment assessment) {
    return protocols.of(assessment.trial, assessment.protocolVersion);
  }

  private Screening screening(Protocol protocol, String canonical) {
    try {
      return protocol.dictionary().read(json.readTree(canonical), "/screening");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
