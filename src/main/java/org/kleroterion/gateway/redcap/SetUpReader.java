package org.kleroterion.gateway.redcap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.kleroterion.gateway.SecretSetting;
import org.kleroterion.gateway.ServedTrials.Served;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.wire.outgoing.Exchange;

/** Reads the projects from the settings, and reports all faults at once. */
final class SetUpReader {
  private static final Logger LOG = Logger.getLogger(SetUpReader.class);
  private static final String PREFIX = "kleroterion.redcap.";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern TOKEN = Pattern.compile("[0-9A-Fa-f]{32}");

  private final RedcapSettings settings;
  private final Duration timeout;
  private final Function<String, Optional<Served>> trials;
  private final Predicate<String> inTrouble;
  private final Map<String, Project> projects = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * @param timeout how long REDCap may take to answer
   * @param trials finds a served trial by its code; throws a refusal if the trial is registered but
   *     not served
   * @param inTrouble whether a trial, by its code, is not served or not in the version of its file
   */
  SetUpReader(
      RedcapSettings settings,
      Duration timeout,
      Function<String, Optional<Served>> trials,
      Predicate<String> inTrouble) {
    this.settings = settings;
    this.timeout = timeout;
    this.trials = trials;
    this.inTrouble = inTrouble;
  }

  /**
   * The projects by name.
   *
   * @throws StartRefused with every fault
   */
  Map<String, Project> read() {
    if (!settings.projects().isEmpty() && settings.mappings().isEmpty()) {
      faults.add(
          "set " + PREFIX + "mappings to the directory with a mapping file for each project");
    }
    for (int i = 0; i < settings.projects().size(); i++) {
      read(PREFIX + "projects[" + i + "]", settings.projects().get(i));
    }
    if (!faults.isEmpty()) {
      throw new StartRefused(faults);
    }
    return Map.copyOf(projects);
  }

  private void read(String setting, RedcapSettings.Project given) {
    if (!NAME.matcher(given.name()).matches()) {
      faults.add(
          setting
              + ".name must be 1 to 32 small letters, digits and '-', and must not start with '-'");
      return;
    }
    if (given.projectId() < 1) {
      faults.add(setting + ".project-id must be the number that REDCap gave the project");
    }
    Optional<String> secret =
        SecretSetting.read(setting, "secret", given.secret(), given.secretFile(), faults);
    if (secret.filter(text -> !Secret.FORM.matcher(text).matches()).isPresent()) {
      faults.add(
          setting
              + ".secret must have 32 to 128 letters, digits, '_' and '-'; create it with:"
              + " openssl rand -hex 24");
    }
    Optional<String> token =
        SecretSetting.read(setting, "token", given.token(), given.tokenFile(), faults);
    if (token.filter(text -> !TOKEN.matcher(text).matches()).isPresent()) {
      faults.add(setting + ".token must be an API token of REDCap, 32 hex digits");
    }
    Optional<Exchange> exchange = exchange(setting, given);
    Optional<ProjectMapping> mapping =
        settings.mappings().flatMap(directory -> mapping(directory, given.name()));
    if (faults.isEmpty() && mapping.isPresent()) {
      RecordApi api = new RecordApi(exchange.orElseThrow(), token.orElseThrow(), mapping.get());
      Project project =
          new Project(
              given.name(),
              given.projectId(),
              new Secret(secret.orElseThrow()),
              api,
              mapping.get());
      // Record 1 of one project and record 1 of the other are different subjects.
      if (projects.values().stream().anyMatch(project::overlaps)) {
        faults.add(
            setting
                + ": another project is of a site of this trial too; give each site to one"
                + " project");
      }
      if (projects.put(given.name(), project) != null) {
        faults.add(setting + ".name: another project is called " + given.name() + " too");
      }
    }
  }

  private Optional<Exchange> exchange(String setting, RedcapSettings.Project given) {
    try {
      return Optional.of(
          new Exchange("REDCap of " + given.name(), given.apiUrl(), timeout, timeout));
    } catch (IllegalArgumentException e) {
      faults.add(setting + ".api-url: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<ProjectMapping> mapping(Path directory, String project) {
    Path file = directory.resolve(project + ".yaml");
    AtomicReference<String> trial = new AtomicReference<>("");
    try {
      return Optional.of(
          MappingReader.read(
              file.toString(),
              Files.readAllBytes(file),
              code -> {
                trial.set(code);
                return trials.apply(code);
              }));
    } catch (IOException e) {
      faults.add(file + ": cannot be read: " + e);
    } catch (ProtocolRefused refused) {
      if (inTrouble.test(trial.get())) {
        LOG.warnf(
            "The REDCap project %s is not used, because its trial has not the version of its"
                + " protocol file: %s",
            project, refused.faults());
      } else {
        refused.faults().forEach(fault -> faults.add(fault.toString()));
      }
    } catch (Refusal refusal) {
      if (refusal.type() != ProblemType.TRIAL_REFUSED) {
        throw refusal;
      }
      LOG.warnf("The REDCap project %s is not used: the service does not serve its trial", project);
    }
    return Optional.empty();
  }
}
