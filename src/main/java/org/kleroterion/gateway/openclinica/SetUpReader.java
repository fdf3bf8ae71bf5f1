package org.kleroterion.gateway.openclinica;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.kleroterion.gateway.SecretSetting;
import org.kleroterion.gateway.ServedTrials.Served;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.trial.protocol.file.ProtocolRefused;

/** Reads the gateway's settings and mapping files, and reports all faults at once. */
final class SetUpReader {
  private static final Logger LOG = Logger.getLogger(SetUpReader.class);
  private static final String PREFIX = "kleroterion.openclinica.";

  private final OpenClinicaSettings settings;
  private final Function<String, Optional<Served>> trials;
  private final Predicate<String> inTrouble;
  private final Map<String, TrialMapping> mappings = new TreeMap<>();
  private final List<Account> accounts = new ArrayList<>();
  private final List<StudyView> studies = new ArrayList<>();
  private final List<Network> sources = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * @param trials finds a served trial by its code; throws a refusal if the trial is registered but
   *     not served
   * @param inTrouble whether a trial, by its code, is not served or not in the version of its file
   */
  SetUpReader(
      OpenClinicaSettings settings,
      Function<String, Optional<Served>> trials,
      Predicate<String> inTrouble) {
    this.settings = settings;
    this.trials = trials;
    this.inTrouble = inTrouble;
  }

  /** The valid settings. */
  record SetUp(Map<String, TrialMapping> mappings, List<Account> accounts, Studies studies) {}

  /**
   * @throws StartRefused with every fault
   */
  SetUp read() {
    settings.mappings().ifPresent(this::readMappings);
    for (int i = 0; i < settings.accounts().size(); i++) {
      readAccount(PREFIX + "accounts[" + i + "]", settings.accounts().get(i));
    }
    settings.studySources().orElse(List.of()).forEach(this::readSource);
    for (int i = 0; i < settings.studies().size(); i++) {
      readStudy(PREFIX + "studies[" + i + "]", settings.studies().get(i), i + 1L);
    }
    if (!faults.isEmpty()) {
      throw new StartRefused(faults);
    }
    return new SetUp(Map.copyOf(mappings), List.copyOf(accounts), new Studies(studies, sources));
  }

  private void readMappings(Path directory) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.{yaml,yml}")) {
      stream.forEach(files::add);
    } catch (IOException e) {
      faults.add(PREFIX + "mappings names " + directory + ", which cannot be read: " + e);
    }
    files.stream().sorted().forEach(this::readMapping);
  }

  private void readMapping(Path file) {
    AtomicReference<String> trial = new AtomicReference<>("");
    try {
      TrialMapping mapping =
          MappingReader.read(
              file.toString(),
              Files.readAllBytes(file),
              code -> {
                trial.set(code);
                return trials.apply(code);
              });
      if (mappings.putIfAbsent(mapping.trial(), mapping) != null) {
        faults.add(file + ": the trial " + mapping.trial() + " is in another file too");
      }
    } catch (IOException e) {
      faults.add(file + ": cannot be read: " + e);
    } catch (ProtocolRefused refused) {
      if (inTrouble.test(trial.get())) {
        LOG.warnf(
            "The mapping file %s is not used, because its trial has not the version of its protocol"
                + " file: %s",
            file, refused.faults());
      } else {
        refused.faults().forEach(fault -> faults.add(fault.toString()));
      }
    } catch (Refusal refusal) {
      if (refusal.type() != ProblemType.TRIAL_REFUSED) {
        throw refusal;
      }
      LOG.warnf("The mapping file %s is not used: the service does not serve its trial", file);
    }
  }

  private void readAccount(String setting, OpenClinicaSettings.Account given) {
    int before = faults.size();
    if (!Account.NAME.matcher(given.name()).matches()) {
      faults.add(
          setting
              + ".name must be a letter or digit, then up to 63 letters, digits, '.', '_', '@' or"
              + " '-'");
    } else if (account(given.name()).isPresent()) {
      faults.add(setting + ".name: another account is called " + given.name() + " too");
    }
    if (!Account.HASH.matcher(given.passwordHash()).matches()) {
      faults.add(
          setting
              + ".password-hash must be a bcrypt hash of cost 10 to 19; create it with:"
              + " htpasswd -nBC 12 NAME, and copy the part after the colon");
    }
    for (String trial : given.trials()) {
      if (!mappings.containsKey(trial) && !inTrouble.test(trial)) {
        faults.add(setting + ".trials: no mapping file is about the trial " + trial);
      }
    }
    if (faults.size() == before) {
      accounts.add(
          new Account(
              given.name(),
              given.passwordHash(),
              new HashSet<>(given.trials()),
              new HashSet<>(given.sites())));
    }
  }

  private Optional<Account> account(String name) {
    return accounts.stream().filter(account -> account.name().equals(name)).findFirst();
  }

  private void readSource(String text) {
    Network.of(text)
        .ifPresentOrElse(
            sources::add,
            () ->
                faults.add(
                    PREFIX
                        + "study-sources: '"
                        + text
                        + "' is not a network such as 192.0.2.0/24; write a single address with"
                        + " /32 or /128"));
  }

  private void readStudy(String setting, OpenClinicaSettings.Study given, long id) {
    if (sources.isEmpty()) {
      faults.add(
          setting
              + ": no EDC may read this study; set "
              + PREFIX
              + "study-sources to the addresses of the EDC");
    }
    Optional<String> password =
        SecretSetting.read(setting, "password", given.password(), given.passwordFile(), faults);
    Optional<Account> account = account(given.account());
    if (account.isEmpty()) {
      faults.add(setting + ".account: there is no valid account '" + given.account() + "'");
    } else if (password.isPresent() && !account.get().hasPassword(password.get())) {
      faults.add(setting + ": the password is not that of the account " + given.account());
    }
    boolean duplicate =
        studies.stream()
            .anyMatch(
                study ->
                    study.studyOid().equals(given.studyOid())
                        && Studies.bare(study.instanceUrl())
                            .equals(Studies.bare(given.instanceUrl())));
    if (duplicate) {
      faults.add(setting + ": the study " + given.studyOid() + " of this instance is set up twice");
    }
    password.ifPresent(
        text ->
            studies.add(
                StudyView.of(
                    id,
                    given.url(),
                    given.account(),
                    text,
                    given.instanceUrl(),
                    given.studyOid(),
                    given.studyName().orElse(given.studyOid()))));
  }
}
