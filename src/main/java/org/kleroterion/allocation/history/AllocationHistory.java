package org.kleroterion.allocation.history;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kleroterion.allocation.Allocation;
import org.kleroterion.allocation.AllocationRepository;
import org.kleroterion.allocation.correction.CorrectionRepository;
import org.kleroterion.allocation.history.PastAllocation.PastCorrection;
import org.kleroterion.storage.Transactions;

/** Reads the allocations and corrections that were made before a position. */
@ApplicationScoped
public class AllocationHistory {
  private final AllocationRepository allocations;
  private final CorrectionRepository corrections;
  private final Transactions transactions;

  AllocationHistory(
      AllocationRepository allocations,
      CorrectionRepository corrections,
      Transactions transactions) {
    this.allocations = allocations;
    this.corrections = corrections;
    this.transactions = transactions;
  }

  /**
   * The allocations of these subjects, by subject. A subject without an allocation is left out.
   *
   * @param end only entries before this position count
   */
  public Map<String, PastAllocation> of(String trial, List<String> subjects, long end) {
    return transactions.run(
        () -> {
          Map<String, List<PastCorrection>> corrected =
              corrections.of(trial, subjects).stream()
                  .filter(correction -> correction.entryPosition < end)
                  .collect(
                      Collectors.groupingBy(
                          correction -> correction.subject,
                          Collectors.mapping(PastCorrection::of, Collectors.toList())));
          Map<String, PastAllocation> past = new HashMap<>();
          for (Allocation allocation : allocations.of(trial, subjects)) {
            if (allocation.entryPosition < end) {
              String subject = allocation.subject;
              past.put(
                  subject,
                  PastAllocation.of(allocation, corrected.getOrDefault(subject, List.of())));
            }
          }
          return past;
        });
  }

  /**
   * The callers who allocated a subject or corrected an allocation, in alphabetical order.
   *
   * @param end only entries before this position count
   */
  public SortedSet<String> callers(String trial, long end) {
    return transactions.run(
        () -> {
          SortedSet<String> callers = new TreeSet<>(allocations.callers(trial, end));
          callers.addAll(corrections.callers(trial, end));
          return callers;
        });
  }
}
