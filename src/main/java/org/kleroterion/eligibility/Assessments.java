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
import org.kleroterion.trial.Protocols;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Screening;

/** Reads recorded assessments. Each is interpreted with the protocol version it was made under. */
@ApplicationScoped
public class Assessments {
  private static final TypeReference<LinkedHashMap<String, Outcome>> OUTCOMES =
      new TypeReference<>() {};

  private final AssessmentRepository repository;
  private final Protocols protocols;
  private final ObjectMapper json;

  Assessments(AssessmentRepository repository, Protocols protocols, ObjectMapper json) {
    this.repository = repository;
    this.protocols = protocols;
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

  RecordedAssessment recorded(Assessment assessment) {
    return new RecordedAssessment(
        assessment.id,
        assessment.entryPosition,
        assessment.subject,
        assessment.site,
        assessment.verdict,
        Optional.ofNullable(assessment.stratum),
        assessment.protocolVersion,
        assessment.screening,
        validUntil(assessment),
        notMet(assessment),
        assessment.verdict == Verdict.INCOMPLETE ? judge(assessment).missing() : List.of(),
        Optional.ofNullable(assessment.requestedBy));
  }

  PastAssessment past(Assessment assessment) {
    return new PastAssessment(
        assessment.id,
        assessment.entryPosition,
        assessment.subject,
        assessment.site,
        assessment.protocolVersion,
        assessment.screening,
        outcomes(assessment),
        assessment.verdict,
        Optional.ofNullable(assessment.stratum),
        assessment.assessedAt,
        assessment.assessedBy,
        Optional.ofNullable(assessment.requestedBy));
  }

  AssessmentView view(Assessment assessment) {
    Protocol protocol = protocol(assessment);
    Screening screening = screening(assessment);
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
        judge(assessment).missing(),
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

  private List<String> notMet(Assessment assessment) {
    if (assessment.verdict != Verdict.INELIGIBLE) {
      return List.of();
    }
    return outcomes(assessment).entrySet().stream()
        .filter(outcome -> outcome.getValue() == Outcome.NOT_MET)
        .map(Map.Entry::getKey)
        .toList();
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

  private Judgement judge(Assessment assessment) {
    return Judgement.of(protocol(assessment), screening(assessment));
  }

  private Protocol protocol(Assessment assessment) {
    return protocols.of(assessment.trial, assessment.protocolVersion);
  }

  private Screening screening(Assessment assessment) {
    try {
      return protocol(assessment)
          .dictionary()
          .read(json.readTree(assessment.screening), "/screening");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
