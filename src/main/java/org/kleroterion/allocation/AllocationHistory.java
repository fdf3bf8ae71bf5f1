package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kleroterion.allocation.PastAllocation.PastCorrection;
import org.kleroterion.storage.Transactions;

/** The allocations and their corrections up to a position of the log. */
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

  /** The allocations of those of the subjects that have one, by subject. */
  public Map<String, PastAllocation> of(String trial, List<String> subjects, long end) {
    return transactions.run(
        () -> {
          Map<String, List<PastCorrection>> wrong =
              corrections.of(trial, subjects).stream()
                  .filter(correction -> correction.entryIndex < end)
                  .collect(
                      Collectors.groupingBy(
                          correction -> correction.subject,
                          Collectors.mapping(PastCorrection::of, Collectors.toList())));
          Map<String, PastAllocation> past = new HashMap<>();
          for (Allocation allocation : allocations.of(trial, subjects)) {
            if (allocation.entryIndex < end) {
              String subject = allocation.subject;
              past.put(
                  subject, PastAllocation.of(allocation, wrong.getOrDefault(subject, List.of())));
            }
          }
          return past;
        });
  }

  /** Everybody who issued one or corrected one, in alphabetical order. */
  public SortedSet<String> callers(String trial, long end) {
    return transactions.run(
        () -> {
          SortedSet<String> callers = new TreeSet<>(allocations.callers(trial, end));
          callers.addAll(corrections.callers(trial, end));
          return callers;
        });
  }
}
