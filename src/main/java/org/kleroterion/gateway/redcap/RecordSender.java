package org.kleroterion.gateway.redcap;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.delivery.ClaimedDelivery;
import org.kleroterion.delivery.DeliveryResult;
import org.kleroterion.delivery.Sender;
import org.kleroterion.gateway.redcap.RecordService.Decision;
import org.kleroterion.problem.Refusal;

/**
 * Handles a trigger: reads the record, allocates or refuses, and writes the result into the record.
 * Handling it again gives the same result.
 */
@ApplicationScoped
class RecordSender implements Sender {
  private static final Logger LOG = Logger.getLogger(RecordSender.class);

  private final Projects projects;
  private final RecordService service;

  RecordSender(Projects projects, RecordService service) {
    this.projects = projects;
    this.service = service;
  }

  @Override
  public boolean serves(String trial, String destination) {
    return projects.at(trial, destination).isPresent();
  }

  @Override
  public DeliveryResult deliver(ClaimedDelivery claimed) {
    Project project = projects.at(claimed.trial(), claimed.destination()).orElseThrow();
    try {
      return deliver(project, Trigger.of(claimed));
    } catch (RedcapFailed failed) {
      return failed.outcome();
    } catch (Refusal fault) {
      return new DeliveryResult.Unavailable(
          "The service cannot allocate now: " + fault.type().slug() + ".", Optional.empty());
    }
  }

  private DeliveryResult deliver(Project project, Trigger trigger) throws RedcapFailed {
    ProjectMapping mapping = project.mapping();
    Map<String, String> row = project.api().read(trigger.record());
    SubjectRecord record =
        new SubjectRecord(mapping, row, trigger, isShared(project, row, trigger));
    Decision decision = service.decide(project, record);
    if (decision instanceof Decision.Contradicted) {
      // A person must find out whether the record or the log is wrong. The service changes neither.
      LOG.errorf(
          "The record %s of %s holds an arm or number that the log does not have for it:"
              + " nothing was overwritten",
          trigger.record(), project.name());
      return new DeliveryResult.Rejected(
          "The record holds an arm or number that the trial's log does not have for it. Find out"
              + " who wrote it, empty the fields, and replay the delivery.");
    }
    Map<String, String> values =
        decision instanceof Decision.Refused refused
            ? mapping.results().of(refused.why())
            : mapping.results().of(((Decision.Allocated) decision).given());
    if (!record.holds(values)) {
      project.api().write(trigger.record(), values);
    }
    return new DeliveryResult.Delivered();
  }

  // Record names are unique. Any other field may hold the same code in two records.
  private static boolean isShared(Project project, Map<String, String> row, Trigger trigger)
      throws RedcapFailed {
    ProjectMapping mapping = project.mapping();
    Optional<String> subject = SubjectRecord.subject(mapping, row);
    return !mapping.subject().equals(mapping.record())
        && subject.isPresent()
        && project.api().isShared(trigger.record(), subject.get());
  }
}
