package org.kleroterion.eligibility;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kleroterion.access.Caller;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;
import org.kleroterion.wire.Text;

/** The assessments within a caller's reach, subject by subject. */
@ApplicationScoped
public class ScreenedSubjects {
  private static final Pattern CODE = Pattern.compile(Text.CODE);

  private final Trials trials;
  private final AssessmentRepository repository;
  private final Assessments assessments;
  private final Transactions transactions;

  ScreenedSubjects(
      Trials trials,
      AssessmentRepository repository,
      Assessments assessments,
      Transactions transactions) {
    this.trials = trials;
    this.repository = repository;
    this.assessments = assessments;
    this.transactions = transactions;
  }

  /**
   * In the order of their codes.
   *
   * @param subject only this one
   */
  public Page<ScreenedSubject> page(
      Caller caller, String trial, Optional<String> subject, PageRequest request) {
    trials.require(caller, trial);
    int limit = request.limit();
    Optional<String> after = request.after();
    if (after.isPresent() && !CODE.matcher(after.get()).matches()) {
      throw new InvalidRequest("?after", "Must be the 'next' of an earlier page, unchanged.");
    }
    Conditions conditions =
        new Conditions()
            .and("trial = :trial", "trial", trial)
            .andIf("subject > :after", "after", after)
            .andIf("subject = :subject", "subject", subject)
            .within(caller.sites());
    return transactions.run(
        () -> {
          List<String> codes = repository.subjects(conditions, limit + 1);
          Map<String, ScreenedSubject> subjects = of(caller, trial, codes);
          return Page.of(codes, limit, code -> code, subjects::get, new Columns<>());
        });
  }

  /**
   * @param id of the subject's first assessment, in whichever of the trials within reach
   * @throws AssessmentService.AssessmentUnknown if there is none, or nothing of the subject is
   *     within reach
   */
  public ScreenedSubject read(Caller caller, UUID id) {
    List<ServedTrial> within = trials.within(caller);
    return transactions.run(
        () ->
            within.stream()
                .flatMap(trial -> repository.find(trial.code(), id).stream())
                .flatMap(one -> of(caller, one.trial, List.of(one.subject)).values().stream())
                .filter(subject -> subject.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssessmentService.AssessmentUnknown(id.toString())));
  }

  private Map<String, ScreenedSubject> of(Caller caller, String trial, List<String> codes) {
    if (codes.isEmpty()) {
      return Map.of();
    }
    Map<String, List<Assessment>> all =
        repository.of(trial, codes).stream()
            .collect(Collectors.groupingBy(one -> one.subject, TreeMap::new, Collectors.toList()));
    Map<String, ScreenedSubject> subjects = new TreeMap<>();
    all.forEach(
        (code, recorded) -> {
          List<PastAssessment> within =
              recorded.stream()
                  .filter(one -> caller.sites().includes(one.site))
                  .map(assessments::past)
                  .toList();
          if (!within.isEmpty()) {
            subjects.put(code, new ScreenedSubject(trial, code, recorded.get(0).id, within));
          }
        });
    return subjects;
  }
}
