package org.kleroterion.gateway.redcap;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.delivery.Courier;
import org.kleroterion.delivery.Outcome;
import org.kleroterion.delivery.Parcel;
import org.kleroterion.gateway.redcap.RecordService.Decision;
import org.kleroterion.problem.Refusal;

/**
 * Does what a trigger asks for: reads the record, decides, and writes what came out back. Done
 * again, it comes to the same.
 */
@ApplicationScoped
class RecordCourier implements Courier {
  private static final Logger LOG = Logger.getLogger(RecordCourier.class);

  private final Projects projects;
  private final RecordService service;

  RecordCourier(Projects projects, RecordService service) {
    this.projects = projects;
    this.service = service;
  }

  @Override
  public boolean serves(String trial, String destination) {
    return projects.at(trial, destination).isPresent();
  }

  @Override
  public Outcome bring(Parcel parcel) {
    Project project = projects.at(parcel.trial(), parcel.destination()).orElseThrow();
    try {
      return bring(project, Trigger.of(parcel));
    } catch (NotTaken notTaken) {
      return notTaken.outcome();
    } catch (Refusal fault) {
      return new Outcome.Unavailable(
          "The service could not decide now: " + fault.type().slug() + ".", Optional.empty());
    }
  }

  private Outcome bring(Project project, Trigger trigger) throws NotTaken {
    ProjectMapping mapping = project.mapping();
    Map<String, String> row = project.api().read(trigger.record());
    SubjectRecord record =
        new SubjectRecord(mapping, row, trigger, isShared(project, row, trigger));
    Decision decision = service.decide(project, record);
    if (decision instanceof Decision.Contradicted) {
      // Whichever is wrong, a person must find out: the log is never made to fit, nor the record.
      LOG.errorf(
          "The record %s of %s holds an arm or number that the trial's log does not give it:"
              + " nothing was overwritten",
          trigger.record(), project.name());
      return new Outcome.Refused(
          "The record holds an arm or number that the trial's log does not give it. Find out who"
              + " wrote it there, empty the fields, and replay.");
    }
    Map<String, String> values =
        decision instanceof Decision.Refused refused
            ? mapping.results().of(refused.why())
            : mapping.results().of(((Decision.Allocated) decision).given());
    if (!record.holds(values)) {
      project.api().write(trigger.record(), values);
    }
    return new Outcome.Delivered();
  }

  // A record's name is its own; any other field may hold the same code in two records.
  private static boolean isShared(Project project, Map<String, String> row, Trigger trigger)
      throws NotTaken {
    ProjectMapping mapping = project.mapping();
    Optional<String> subject = SubjectRecord.subject(mapping, row);
    return !mapping.subject().equals(mapping.record())
        && subject.isPresent()
        && project.api().isShared(trigger.record(), subject.get());
  }
}
