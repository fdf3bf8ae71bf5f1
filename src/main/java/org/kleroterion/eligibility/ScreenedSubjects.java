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

/** Reads the assessments at a caller's sites, subject by subject. */
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
   * The subjects in the order of their codes.
   *
   * @param only if not empty, only these subjects
   */
  public Page<ScreenedSubject> page(
      Caller caller, String trial, List<String> only, PageRequest request) {
    trials.require(caller, trial);
    int limit = request.limit();
    Optional<String> after = request.after();
    if (after.isPresent() && !CODE.matcher(after.get()).matches()) {
      throw new InvalidRequest(
          "?after", "Must be the value of 'next' from an earlier page, unchanged.");
    }
    Conditions conditions =
        new Conditions()
            .and("trial = :trial", "trial", trial)
            .andIf("subject > :after", "after", after)
            .andOneOf("subject", only)
            .within(caller.sites());
    return transactions.run(
        () -> {
          List<String> codes = repository.subjects(conditions, limit + 1);
          Map<String, ScreenedSubject> subjects = of(caller, trial, codes);
          return Page.of(codes, limit, code -> code, subjects::get, new Columns<>());
        });
  }

  /**
   * Reads the subject in any trial that the caller may see.
   *
   * @param id the id of the subject's first assessment
   * @throws AssessmentService.AssessmentUnknown if there is no such subject, or the token does not
   *     name its trial and at least one of its sites
   */
  public ScreenedSubject read(Caller caller, UUID id) {
    List<ServedTrial> within = trials.within(caller);
    return transactions.run(
        () ->
            within.stream()
                .flatMap(trial -> repository.find(trial.code(), id).stream())
                .flatMap(first -> of(caller, first.trial, List.of(first.subject)).values().stream())
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
            .collect(Collectors.groupingBy(row -> row.subject, TreeMap::new, Collectors.toList()));
    Map<String, ScreenedSubject> subjects = new TreeMap<>();
    all.forEach(
        (code, recorded) -> {
          List<RecordedAssessment> within =
              recorded.stream()
                  .filter(row -> caller.sites().includes(row.site))
                  .map(assessments::recorded)
                  .toList();
          if (!within.isEmpty()) {
            subjects.put(code, new ScreenedSubject(trial, code, recorded.get(0).id, within));
          }
        });
    return subjects;
  }
}
