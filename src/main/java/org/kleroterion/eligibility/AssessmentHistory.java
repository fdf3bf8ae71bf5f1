package org.kleroterion.eligibility;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.kleroterion.storage.Transactions;

/** All assessments up to a position of the log, subject by subject. */
@ApplicationScoped
public class AssessmentHistory {
  private static final int ROWS = 500;

  private final AssessmentRepository repository;
  private final Assessments assessments;
  private final Transactions transactions;

  AssessmentHistory(
      AssessmentRepository repository, Assessments assessments, Transactions transactions) {
    this.repository = repository;
    this.assessments = assessments;
    this.transactions = transactions;
  }

  /**
   * The next subjects' assessments, each subject's all and in the log's order; empty behind the
   * last one.
   *
   * @param subject the last one of the page before, at first the empty text
   */
  public List<PastAssessment> behind(String trial, String subject, long end) {
    return transactions.run(
        () -> whole(trial, subject, end).stream().map(assessments::past).toList());
  }

  private List<Assessment> whole(String trial, String behind, long end) {
    List<Assessment> page = repository.bySubject(trial, behind, end, ROWS);
    if (page.size() < ROWS) {
      return page;
    }
    // The page may have cut the last subject in two.
    String last = page.get(page.size() - 1).subject;
    List<Assessment> whole = page.stream().filter(one -> !one.subject.equals(last)).toList();
    return whole.isEmpty() ? repository.of(trial, last, end) : whole;
  }

  /** Everybody who recorded one. */
  public List<String> callers(String trial, long end) {
    return transactions.run(() -> repository.callers(trial, end));
  }
}
