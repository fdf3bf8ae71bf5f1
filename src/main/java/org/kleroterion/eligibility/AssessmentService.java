package org.kleroterion.eligibility;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.kleroterion.access.Caller;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.log.signing.Receipts;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.wire.Created;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Assesses screenings and stores the verdicts. */
@ApplicationScoped
public class AssessmentService {
  private final Trials trials;
  private final AssessmentRepository repository;
  private final Assessments assessments;
  private final TrialLog log;
  private final Receipts receipts;
  private final Transactions transactions;
  private final Supplier<UUID> ids;

  AssessmentService(
      Trials trials,
      AssessmentRepository repository,
      Assessments assessments,
      TrialLog log,
      Receipts receipts,
      Transactions transactions,
      Supplier<UUID> ids) {
    this.trials = trials;
    this.repository = repository;
    this.assessments = assessments;
    this.log = log;
    this.receipts = receipts;
    this.transactions = transactions;
    this.ids = ids;
  }

  /**
   * Records the verdict on a screening. If the subject's latest assessment has the same screening,
   * returns that assessment.
   *
   * @throws org.kleroterion.problem.InvalidRequest if a value does not match the data dictionary
   */
  public Created<AssessmentView> assess(Caller caller, String trial, AssessmentRequest request) {
    Result result = record(caller, trials.require(caller, trial), request);
    return new Created<>(
        assessments.view(result.assessment()).with(receipts.of(result.logged())), result.now());
  }

  private Result record(Caller caller, ServedTrial trial, AssessmentRequest request) {
    Judged judged = judge(caller, trial, request, trial.read(request.screening()));
    return transactions.run(
        () -> {
          trials.requireSite(trial.code(), request.site());
          Optional<Assessment> same = findSame(caller, trial, judged, log::now);
          if (same.isPresent()) {
            return existing(same.get());
          }
          LockedLog head = log.lock(trial.code());
          // Check again under the lock: two equal requests at once must give one assessment.
          return findSame(caller, trial, judged, head::time)
              .map(this::existing)
              .orElseGet(
                  () -> append(head, caller, trial, trials.state(trial.code()).status(), judged));
        });
  }

  /**
   * Assesses the screening of an allocation request, within the running transaction.
   *
   * @param trial the trial's state, read under the log's lock
   * @param screening the request's screening, as the trial's data dictionary reads it
   * @param latest the subject's latest assessment so far
   * @return the new assessment, or {@code latest} if it has the same screening
   */
  public RecordedAssessment assess(
      LockedLog head,
      Caller caller,
      ServedTrial trial,
      AssessmentRequest request,
      Screening screening,
      Optional<RecordedAssessment> latest) {
    Judged judged = judge(caller, trial, request, screening);
    trials.requireSite(trial.code(), request.site());
    latest.ifPresent(assessment -> caller.requireSubjectOf(assessment.site()));
    return latest
        .filter(assessment -> isSame(assessment, trial, judged, head.first(), head::time))
        .orElseGet(
            () ->
                assessments.recorded(
                    append(head, caller, trial, trial.status(), judged).assessment(),
                    judged.judgement().outcomes()));
  }

  private record Judged(AssessmentRequest request, Screening screening, Judgement judgement) {}

  private static Judged judge(
      Caller caller, ServedTrial trial, AssessmentRequest request, Screening screening) {
    caller.requireSite(request.site());
    return new Judged(request, screening, Judgement.of(trial.protocol(), screening));
  }

  /** An assessment that was recorded before, with its entry. */
  private Result existing(Assessment assessment) {
    return new Result(assessment, log.at(assessment.trial, assessment.entryPosition), false);
  }

  private Optional<Assessment> findSame(
      Caller caller, ServedTrial trial, Judged judged, Supplier<Instant> now) {
    Optional<Assessment> latest = repository.latest(trial.code(), judged.request().subject());
    latest.ifPresent(assessment -> caller.requireSubjectOf(assessment.site));
    return latest.filter(
        assessment ->
            isSame(
                assessments.recorded(assessment),
                trial,
                judged,
                log.firstPosition(trial.code()),
                now));
  }

  private static boolean isSame(
      RecordedAssessment latest,
      ServedTrial trial,
      Judged judged,
      long first,
      Supplier<Instant> now) {
    // An assessment in a log before a restart no longer counts.
    return latest.position() >= first
        && latest.site().equals(judged.request().site())
        && latest.protocolVersion() == trial.protocol().version()
        && latest.screening().equals(judged.screening().canonical())
        && !latest.expired(now);
  }

  /**
   * @param status the trial's status, read under the log's lock
   */
  private Result append(
      LockedLog head, Caller caller, ServedTrial trial, TrialStatus status, Judged judged) {
    AssessmentRequest request = judged.request();
    Screening screening = judged.screening();
    Judgement judgement = judged.judgement();
    if (status == TrialStatus.CLOSED) {
      throw new TrialNotOpen(TrialStatus.CLOSED);
    }
    UUID id = ids.get();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("assessment", id.toString());
    data.put("protocolVersion", trial.protocol().version());
    data.put("verdict", judgement.verdict().name());
    judgement.stratum().ifPresent(stratum -> data.put("stratum", stratum));
    data.put("outcomes", judgement.outcomes());
    data.put("screening", screening.values());
    Logged logged =
        head.append(
            NewEntry.ofSubject(
                EntryType.ASSESSMENT_RECORDED,
                Actor.of(caller, request.requestedBy()),
                request.subject(),
                request.site(),
                data));

    Assessment assessment = new Assessment();
    assessment.trial = trial.code();
    assessment.id = id;
    assessment.entryPosition = logged.position();
    assessment.subject = request.subject();
    assessment.site = request.site();
    assessment.protocolVersion = trial.protocol().version();
    assessment.screening = screening.canonical();
    assessment.outcomes = assessments.write(judgement.outcomes());
    assessment.verdict = judgement.verdict();
    assessment.stratum = judgement.stratum().orElse(null);
    assessment.assessedAt = logged.time();
    assessment.assessedBy = caller.id();
    assessment.requestedBy = request.requestedBy().orElse(null);
    repository.persist(assessment);
    return new Result(assessment, logged, true);
  }

  /**
   * @throws AssessmentUnknown if it does not exist, or the token does not name its site
   */
  AssessmentView read(Caller caller, String trial, UUID id) {
    trials.require(caller, trial);
    Assessment assessment =
        transactions.run(
            () ->
                repository
                    .find(trial, id)
                    .filter(known -> caller.sites().includes(known.site))
                    .orElseThrow(() -> new AssessmentUnknown(id.toString())));
    AssessmentView view = assessments.view(assessment);
    return receipts.ifSigned(trial, assessment.entryPosition).map(view::with).orElse(view);
  }

  Page<AssessmentView> page(
      Caller caller, String trial, Optional<String> subject, PageRequest request) {
    trials.require(caller, trial);
    long end = transactions.run(() -> log.end(trial));
    return Page.read(
        request,
        page -> {
          Conditions conditions =
              new Conditions()
                  .and("trial = :trial", "trial", trial)
                  .and("entryPosition > :after", "after", page.afterNumber(-1))
                  .and("entryPosition < :end", "end", end)
                  .andIf("subject = :subject", "subject", subject)
                  .within(caller.sites());
          int limit = page.limit();
          return transactions.run(
              () ->
                  Page.of(
                      repository.page(conditions, limit + 1),
                      limit,
                      assessment -> Long.toString(assessment.entryPosition),
                      assessments::view,
                      AssessmentView.COLUMNS));
        });
  }

  /**
   * @param now whether this request recorded the assessment
   */
  private record Result(Assessment assessment, Logged logged, boolean now) {}

  /** The assessment does not exist, or the token does not name its site. */
  public static final class AssessmentUnknown extends Refusal {
    public AssessmentUnknown(String id) {
      super(
          ProblemType.ASSESSMENT_UNKNOWN,
          "There is no assessment " + id + ", or the token does not name its site.");
    }
  }
}
