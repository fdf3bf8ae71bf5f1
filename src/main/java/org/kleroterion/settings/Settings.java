package org.kleroterion.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the service; those of a gateway are in its package. {@code
 * application.properties} explains each of them. A misspelt name under {@code kleroterion.} stops
 * the start.
 */
@ConfigMapping(prefix = "kleroterion")
public interface Settings {
  /** EVALUATION is for trying the service out, PRODUCTION for real subjects. */
  @WithDefault("production")
  Mode mode();

  Path dataDirectory();

  /** The URL under which callers reach the service, without a slash at its end. */
  Optional<URI> publicUrl();

  /** A directory with further protocol files, in addition to the trial that ships. */
  Optional<Path> protocols();

  /**
   * Whether the trial that ships is registered. A trial that is registered already stays served.
   */
  @WithDefault("true")
  boolean shippedTrial();

  /** 32 bytes in hexadecimal. */
  Optional<String> masterSecret();

  /** A file with the master secret, as an alternative. */
  Optional<Path> masterSecretFile();

  Token token();

  Log log();

  Database database();

  Deliveries deliveries();

  /** The requirements that an accepted token meets. */
  interface Token {
    Optional<String> issuer();

    Optional<String> audience();

    /** Path or URL of the issuer's public keys: a PEM file or a JWK set. */
    Optional<String> keys();

    @WithDefault("RS256")
    String algorithm();

    /** The longest accepted time from {@code iat} to {@code exp}; empty for no limit. */
    Optional<Duration> longestLifetime();
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
    Duration timeout();
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
    Duration timeout();

    /** A delivery becomes a dead letter after this many rejected attempts. */
    int tries();

    /** Backoff before the second attempt; it doubles before each further attempt. */
    Duration pause();

    Duration longestPause();
  }

  /** The installation's purpose. The database stores it, so that the two modes never mix. */
  enum Mode {
    EVALUATION,
    PRODUCTION
  }
}
