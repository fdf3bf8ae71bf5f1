package org.kleroterion.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything an operator can set, as {@code application.properties} explains it. A misspelt name
 * under {@code kleroterion.} stops the start.
 */
@ConfigMapping(prefix = "kleroterion")
public interface Settings {
  /** Evaluation is for trying the service out, production for subjects. */
  @WithDefault("production")
  Mode mode();

  Path dataDirectory();

  /** A directory of protocol files beside the one that ships. */
  Optional<Path> protocols();

  /** 32 bytes in hexadecimal. */
  Optional<String> masterSecret();

  /** A file that holds the same. */
  Optional<Path> masterSecretFile();

  Token token();

  Log log();

  Database database();

  OpenClinica openclinica();

  Redcap redcap();

  Deliveries deliveries();

  /** Who is told of what happens, by webhooks. */
  List<Endpoint> events();

  /** What a token must say to be accepted. */
  interface Token {
    Optional<String> issuer();

    Optional<String> audience();

    /** Where the issuer's public keys are: a PEM file or a JWK set, by file or URL. */
    Optional<String> keys();

    @WithDefault("RS256")
    String algorithm();
  }

  /** How the logs are named, and where their checkpoints go. */
  interface Log {
    /** The service's URL without its scheme, by which all the world knows the logs. */
    Optional<String> origin();

    /** A directory outside the database that keeps the last checkpoint of every log. */
    Optional<Path> anchorDirectory();

    /** How often checkpoints are kept in the database and shown to witnesses. */
    Duration publishEvery();

    List<Witness> witnesses();

    /** The URL of an RFC 3161 timestamping authority. */
    Optional<URI> timestampAuthority();

    /** How long a witness or authority may take. */
    Duration patience();
  }

  /** A C2SP tlog-witness. */
  interface Witness {
    /** The prefix of its URLs for submission. */
    URI url();

    /** Its cosigning key, as a vkey. */
    String key();
  }

  /** The database that keeps everything. */
  interface Database {
    /** JDBC. */
    Optional<String> url();

    Optional<String> username();

    Optional<String> password();

    /** A file that holds the same. */
    Optional<Path> passwordFile();

    /** Who owns the tables and brings them up to date; without one, {@link #username} does. */
    Optional<String> owner();

    Optional<String> ownerPassword();

    /** A file that holds the same. */
    Optional<Path> ownerPasswordFile();

    /** How many transactions run at a time. */
    int transactions();
  }

  /** How what other systems are to get is brought to them. */
  interface Deliveries {
    /** How often it is looked whether something waits that nobody has set out with. */
    Duration every();

    /** How long one attempt may take before another one is made. */
    Duration claim();

    /** How long the other system may take for an answer. */
    Duration patience();

    /** After how many refusals a delivery is dead. */
    int tries();

    /** Before the second attempt; doubled before each one after. */
    Duration pause();

    Duration longestPause();
  }

  /** A system that gets CloudEvents. */
  interface Endpoint {
    /** Its destination is called {@code events.} and this. */
    String name();

    URI url();

    /** As Standard Webhooks writes them: {@code whsec_} and Base64; several, apart by a space. */
    Optional<String> secret();

    /** A file that holds the same. */
    Optional<Path> secretFile();

    /** The codes of the trials that it hears of, or {@code *}. */
    List<String> trials();

    /** The types of the events that it gets; none: all. */
    Optional<List<String>> types();

    /** Whether an allocation's event says the arm. */
    @WithDefault("false")
    boolean arm();
  }

  /** OpenClinica 3 and LibreClinica, and what they may do here. */
  interface OpenClinica {
    /** A directory of mapping files, one for each trial that they randomize in. */
    Optional<Path> mappings();

    List<Account> accounts();

    /** What they are told at their start; none: nothing. */
    List<Study> studies();

    /** The networks, in CIDR notation, from which they may ask for it. */
    Optional<List<String>> studySources();
  }

  /** A name and password that an EDC system sends. */
  interface Account {
    String name();

    /** As {@code htpasswd -nbBC 12} prints it behind the colon. */
    String passwordHash();

    /** The codes of its trials. */
    List<String> trials();

    /** The codes of its sites, or {@code *}. */
    List<String> sites();
  }

  /** A study of an OpenClinica that asks for its configuration. */
  interface Study {
    String studyOid();

    String instanceUrl();

    /** Where that OpenClinica finds the gateway, with the trial. */
    String url();

    /** The name of the account that it is to use. */
    String account();

    /** That account's password in clear. */
    Optional<String> password();

    /** A file that holds the same. */
    Optional<Path> passwordFile();

    Optional<String> studyName();
  }

  /** REDCap projects whose records are randomized. */
  interface Redcap {
    /** A directory with a mapping file for each project: its name with {@code .yaml}. */
    Optional<Path> mappings();

    List<RedcapProject> projects();
  }

  /** A REDCap project that posts triggers, and whose API is called. */
  interface RedcapProject {
    /** In the trigger's URL, and in the name of its destination. */
    String name();

    /** REDCap's own number of the project. */
    long projectId();

    URI apiUrl();

    /** The API token of a user of the project. */
    Optional<String> token();

    /** A file that holds the same. */
    Optional<Path> tokenFile();

    /** What ends the trigger's URL. */
    Optional<String> secret();

    /** A file that holds the same. */
    Optional<Path> secretFile();
  }

  /** What the installation is for; its database remembers it. */
  enum Mode {
    EVALUATION,
    PRODUCTION
  }
}
