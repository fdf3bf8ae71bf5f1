package org.kleroterion.gateway.openclinica;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings {@code kleroterion.openclinica}: the gateway for OpenClinica 3 and LibreClinica. */
@ConfigMapping(prefix = "kleroterion.openclinica")
public interface OpenClinicaSettings {
  /** A directory of mapping files, one for each trial that uses this gateway. */
  Optional<Path> mappings();

  List<Account> accounts();

  /** The study configurations that they may fetch when they start. */
  List<Study> studies();

  /** The networks, in CIDR notation, from which they may fetch it. */
  Optional<List<String>> studySources();

  /** A name and password with which an EDC system authenticates. */
  interface Account {
    String name();

    /** The bcrypt hash, as {@code htpasswd -nbBC 12} prints it after the colon. */
    String passwordHash();

    /** The codes of its trials. */
    List<String> trials();

    /** The codes of its sites, or {@code *}. */
    List<String> sites();
  }

  /** A study for which an OpenClinica fetches its configuration. */
  interface Study {
    String studyOid();

    String instanceUrl();

    /** The gateway's URL as that OpenClinica reaches it, ending with the trial's code. */
    String url();

    /** The name of the account that it must use. */
    String account();

    /** The account's password in clear text. */
    Optional<String> password();

    /** A file with the password, as an alternative. */
    Optional<Path> passwordFile();

    Optional<String> studyName();
  }
}
