package org.kleroterion.eligibility;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.kleroterion.storage.Transactions;

/** Reads the assessments that were made before a position, subject by subject. */
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
   * Returns the next page: some subjects with all their assessments, in the log's order. The page
   * after the last subject is empty.
   *
   * @param subject the last subject of the previous page; the empty text for the first page
   * @param end only entries before this position count
   */
  public List<PastAssessment> behind(String trial, String subject, long end) {
    return transactions.run(
        () -> completePage(trial, subject, end).stream().map(assessments::past).toList());
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
}
