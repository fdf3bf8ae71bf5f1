package org.kleroterion.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings of the service. {@code application.properties} explains each of them. A misspelt
 * name under {@code kleroterion.} stops the start.
 */
@ConfigMapping(prefix = "kleroterion")
public interface Settings {
  /** EVALUATION is for trying the service out, PRODUCTION for real subjects. */
  @WithDefault("production")
  Mode mode();

  Path dataDirectory();

  /** A directory with further protocol files, in addition to the trial that ships. */
  Optional<Path> protocols();

  /** 32 bytes in hexadecimal. */
  Optional<String> masterSecret();

  /** A file with the master secret, as an alternative. */
  Optional<Path> masterSecretFile();

  Token token();

  Log log();

  Database database();

  OpenClinica openclinica();

  Redcap redcap();

  Deliveries deliveries();

  /** The webhooks that receive events. */
  List<Endpoint> events();

  /** The requirements that an accepted token meets. */
  interface Token {
    Optional<String> issuer();

    Optional<String> audience();

    /** Path or URL of the issuer's public keys: a PEM file or a JWK set. */
    Optional<String> keys();

    @WithDefault("RS256")
    String algorithm();
  }

  /** The logs' names, and where their checkpoints are stored and published. */
  interface Log {
    /** The service's public URL without the scheme; part of every log's public name. */
    Optional<String> origin();

    /** A directory outside the database that holds the last checkpoint of every log. */
    Optional<Path> anchorDirectory();

    /** How often checkpoints are stored in the database and sent to witnesses. */
    Duration publishEvery();

    List<Witness> witnesses();

    /** The URL of an RFC 3161 timestamping authority. */
    Optional<URI> timestampAuthority();

    /** Timeout for a witness or the timestamping authority. */
    Duration patience();
  }

  /** A C2SP tlog-witness. */
  interface Witness {
    /** The prefix of its submission URLs. */
    URI url();

    /** The vkey of the key with which it cosigns. */
    String key();
  }

  /** The database of all trials. */
  interface Database {
    /** JDBC URL. */
    Optional<String> url();

    Optional<String> username();

    Optional<String> password();

    /** A file with the password, as an alternative. */
    Optional<Path> passwordFile();

    /** The user that owns the tables and migrates them; if absent, {@link #username}. */
    Optional<String> owner();

    Optional<String> ownerPassword();

    /** A file with the owner's password, as an alternative. */
    Optional<Path> ownerPasswordFile();

    /** The maximum number of concurrent transactions in this replica. */
    int transactions();
  }

  /** How deliveries to other systems are sent and retried. */
  interface Deliveries {
    /** How often the service looks for deliveries that are due and not claimed. */
    Duration every();

    /** Duration of a claim: after it, another replica may start a new attempt. */
    Duration claim();

    /** Timeout for an answer of the other system. */
    Duration patience();

    /** A delivery becomes a dead letter after this many rejected attempts. */
    int tries();

    /** Backoff before the second attempt; it doubles before each further attempt. */
    Duration pause();

    Duration longestPause();
  }

  /** A system that receives CloudEvents by webhook. */
  interface Endpoint {
    /** Part of its destination's name, {@code events.<name>}. */
    String name();

    URI url();

    /**
     * The signing secret in the form of Standard Webhooks, {@code whsec_} and Base64; several are
     * separated by a space.
     */
    Optional<String> secret();

    /** A file with the secret, as an alternative. */
    Optional<Path> secretFile();

    /** The codes of the trials whose events it receives, or {@code *}. */
    List<String> trials();

    /** The types of the events that it receives; all types if absent. */
    Optional<List<String>> types();

    /** Whether the event of an allocation contains the arm. */
    @WithDefault("false")
    boolean arm();
  }

  /** The gateway for OpenClinica 3 and LibreClinica. */
  interface OpenClinica {
    /** A directory of mapping files, one for each trial that uses this gateway. */
    Optional<Path> mappings();

    List<Account> accounts();

    /** The study configurations that they may fetch when they start. */
    List<Study> studies();

    /** The networks, in CIDR notation, from which they may fetch it. */
    Optional<List<String>> studySources();
  }

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

  /** REDCap projects whose records are randomized. */
  interface Redcap {
    /** A directory with a mapping file for each project, {@code <name>.yaml}. */
    Optional<Path> mappings();

    List<RedcapProject> projects();
  }

  /** A REDCap project that sends Data Entry Triggers and whose API the service calls. */
  interface RedcapProject {
    /** Part of the trigger's URL and of its destination's name. */
    String name();

    /** The project's id in REDCap. */
    long projectId();

    URI apiUrl();

    /** The API token of a user of the project. */
    Optional<String> token();

    /** A file with the token, as an alternative. */
    Optional<Path> tokenFile();

    /** The last segment of the trigger's URL. */
    Optional<String> secret();

    /** A file with the secret, as an alternative. */
    Optional<Path> secretFile();
  }

  /** The installation's purpose. The database stores it, so that the two modes never mix. */
  enum Mode {
    EVALUATION,
    PRODUCTION
  }
}
