package org.kleroterion.gateway.redcap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.kleroterion.delivery.Deliveries;
import org.kleroterion.gateway.FormFields;
import org.kleroterion.gateway.RefusalLine;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.LimitedLog;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Violation;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.Text;
import org.kleroterion.wire.incoming.BodyGuard;

/** Accepts triggers, and queues a delivery for each record to handle. */
@ApplicationScoped
class TriggerService implements BodyGuard {
  private static final Logger LOG = Logger.getLogger(TriggerService.class);
  private static final LimitedLog LINES = new LimitedLog(LOG, System::nanoTime);

  /** Compared for an unknown project, which must take as long as a wrong secret. */
  private static final Secret DUMMY = new Secret("");

  /** The value of {@code [instrument]_complete} that REDCap sends for Complete. */
  private static final String COMPLETE = "2";

  private final Projects projects;
  private final Deliveries deliveries;
  private final TrialLog log;
  private final Transactions transactions;

  TriggerService(
      Projects projects, Deliveries deliveries, TrialLog log, Transactions transactions) {
    this.projects = projects;
    this.deliveries = deliveries;
    this.log = log;
    this.transactions = transactions;
  }

  @Override
  public boolean covers(String path) {
    return path.startsWith("/redcap/");
  }

  @Override
  public void require(String path, @Nullable String authorization) {
    String[] parts = path.split("/", -1);
    project(parts.length > 2 ? parts[2] : "", parts.length > 3 ? parts[3] : "");
  }

  /**
   * Accepts a trigger.
   *
   * @return whether the trigger was queued; false if it is about another instrument or event, or
   *     the instrument is not complete
   * @throws TriggerRefused if the URL does not have the name and secret of a project
   * @throws InvalidRequest with all violations of the form
   */
  boolean take(String name, String secret, MultivaluedMap<String, String> form) {
    Project project = project(name, secret);
    if (!concerns(project.mapping(), form)) {
      return false;
    }
    Trigger trigger = read(project, form);
    transactions.run(
        () -> {
          deliveries.enqueueOrReplay(
              project.mapping().trial(),
              project.destination(),
              trigger.record(),
              trigger.content(),
              log.now());
          return trigger;
        });
    return true;
  }

  private Project project(String name, String secret) {
    Optional<Project> project = projects.named(name);
    boolean matches = project.map(Project::secret).orElse(DUMMY).is(secret);
    if (project.isEmpty()) {
      LINES.log(
          Level.WARN,
          "unknown",
          "Refused a REDCap trigger: the settings have no project with the name in its URL");
      throw new TriggerRefused();
    }
    if (!matches) {
      LINES.log(
          Level.WARN,
          "project:" + name,
          "Refused a REDCap trigger: the secret in its URL is not the secret of the project "
              + name);
      throw new TriggerRefused();
    }
    return project.get();
  }

  private static boolean concerns(ProjectMapping mapping, MultivaluedMap<String, String> form) {
    return is(form, "instrument", mapping.instrument())
        && is(form, "redcap_event_name", mapping.event())
        && (!mapping.complete()
            || is(form, mapping.instrument().orElseThrow() + "_complete", Optional.of(COMPLETE)));
  }

  private static boolean is(
      MultivaluedMap<String, String> form, String field, Optional<String> wanted) {
    return wanted.isEmpty() || wanted.equals(FormFields.single(form, field));
  }

  private static Trigger read(Project project, MultivaluedMap<String, String> form) {
    List<Violation> violations = new ArrayList<>();
    if (!is(form, "project_id", Optional.of(Long.toString(project.projectId())))) {
      violations.add(
          new Violation("/project_id", "Must be the project-id in the settings of this service."));
    }
    Optional<String> record = FormFields.code(form, "record");
    if (record.isEmpty()) {
      violations.add(new Violation("/record", Text.CODE_MESSAGE));
    }
    Optional<String> username = FormFields.person(form, "username");
    if (username.isEmpty()) {
      violations.add(new Violation("/username", FormFields.PERSON_MESSAGE));
    }
    if (!violations.isEmpty()) {
      InvalidRequest refusal = new InvalidRequest(violations);
      RefusalLine.warn(LOG, project.caller(), project.mapping().trial(), Optional.empty(), refusal);
      throw refusal;
    }
    return new Trigger(record.orElseThrow(), username.orElseThrow());
  }

  /** The answer does not say whether the project or the secret is wrong. */
  static final class TriggerRefused extends Refusal {
    TriggerRefused() {
      super(
          ProblemType.NOT_FOUND,
          "No project has this URL. Check the project's name and the secret at its end.");
    }
  }
}
