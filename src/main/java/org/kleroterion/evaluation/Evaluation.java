package org.kleroterion.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The secrets that evaluation mode makes for itself under its data directory, so that one command
 * starts a service: the master secret, the key that signs tokens, and a token for each role. Made
 * once and then kept, or every trial would be refused after a restart.
 */
public final class Evaluation {
  /** The limit that is none. */
  static final List<String> EVERYWHERE = List.of("*");

  private static final Pattern MASTER_SECRET = Pattern.compile("[0-9a-f]{64}\n?");

  private final Path directory;
  private final InstantSource clock;
  private final SecureRandom random;

  private Evaluation(Path directory, InstantSource clock, SecureRandom random) {
    this.directory = directory.toAbsolutePath().normalize();
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes what is missing under the directory, keeps what is there, and renews tokens that run out.
   *
   * @throws EvaluationRefused if a secret that is there is open to others or is no secret
   */
  public static Evaluation prepare(Path dataDirectory) {
    return prepare(dataDirectory, InstantSource.system(), new SecureRandom());
  }

  static Evaluation prepare(Path dataDirectory, InstantSource clock, SecureRandom random) {
    Evaluation evaluation = new Evaluation(dataDirectory, clock, random);
    try {
      evaluation.makeWhatIsMissing();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return evaluation;
  }

  /**
   * What an earlier {@link #prepare} made.
   *
   * @throws EvaluationRefused if there is nothing
   */
  public static Evaluation open(Path dataDirectory) {
    Evaluation evaluation =
        new Evaluation(dataDirectory, InstantSource.system(), new SecureRandom());
    if (!Files.exists(evaluation.keyFile())) {
      throw new EvaluationRefused(
          "there are no evaluation keys under "
              + evaluation.directory
              + "; start evaluation once (command: evaluate), or run this where it was started");
    }
    return evaluation;
  }

  /** The configuration with which the service finds these secrets, to set before it starts. */
  public Map<String, String> settings() {
    return Map.of(
        "quarkus.profile",
        EvaluationProfile.NAME,
        "kleroterion.data-directory",
        directory.toString(),
        "kleroterion.master-secret-file",
        masterSecretFile().toString(),
        "kleroterion.token.issuer",
        EvaluationTokens.ISSUER,
        "kleroterion.token.audience",
        EvaluationTokens.AUDIENCE,
        "kleroterion.token.keys",
        publicKeyFile().toUri().toString());
  }

  /**
   * A new bearer token that this evaluation service accepts for 90 days.
   *
   * @param role one of enroller, edc, auditor, statistician, manager
   * @param trials the trials it reaches; {@code *} is every one
   * @param sites the sites it reaches; {@code *} is every one
   * @throws EvaluationRefused if there is no such role, or the key is open to others or is no key
   */
  public String token(String role, List<String> trials, List<String> sites) {
    try {
      return tokens().issue(role, trials, sites);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file with the token of a role: {@code tokens/enroller.jwt}. */
  static Path tokenFile(Path dataDirectory, String role) {
    return dataDirectory.resolve("tokens").resolve(role + ".jwt");
  }

  /**
   * Where the evaluation service with this data directory listens, or listened last, so that the
   * other commands find it when its port was moved.
   */
  static String address(Path dataDirectory) {
    try {
      return Files.readString(addressFile(dataDirectory)).strip();
    } catch (IOException e) {
      return "http://127.0.0.1:8080";
    }
  }

  /** Leaves the service's address for {@link #address}. */
  static void keepAddress(Path dataDirectory, String address) {
    try {
      OwnerOnly.write(addressFile(dataDirectory), address + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path addressFile(Path dataDirectory) {
    return dataDirectory.resolve("address");
  }

  private void makeWhatIsMissing() throws IOException {
    OwnerOnly.makeDirectory(directory);
    OwnerOnly.makeDirectory(directory.resolve("tokens"));
    try (FileChannel file = OwnerOnly.lockFile(directory.resolve(".lock"))) {
      // Held until the file is closed: of two starts at once, one would replace the other's secret.
      file.lock();
      makeMasterSecret();
      makeTokenKey();
      makeTokens();
    }
  }

  private void makeMasterSecret() throws IOException {
    if (!Files.exists(masterSecretFile())) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      OwnerOnly.write(masterSecretFile(), HexFormat.of().formatHex(secret) + "\n");
    }
    if (!MASTER_SECRET.matcher(OwnerOnly.read(masterSecretFile())).matches()) {
      throw new EvaluationRefused(masterSecretFile() + " is not 64 lower-case hexadecimal digits");
    }
  }

  private void makeTokenKey() throws IOException {
    if (!Files.exists(keyFile())) {
      try {
        OwnerOnly.write(keyFile(), TokenKey.generate(random).privatePem());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java cannot make an RSA key", e);
      }
    }
    String publicPem = tokenKey().publicPem();
    if (!Files.exists(publicKeyFile()) || !OwnerOnly.read(publicKeyFile()).equals(publicPem)) {
      OwnerOnly.write(publicKeyFile(), publicPem);
    }
  }

  private void makeTokens() throws IOException {
    EvaluationTokens tokens = tokens();
    for (String role : EvaluationTokens.ROLES) {
      Path file = tokenFile(directory, role);
      if (!Files.exists(file) || !tokens.isCurrent(OwnerOnly.read(file).strip())) {
        OwnerOnly.write(file, tokens.issue(role, EVERYWHERE, EVERYWHERE) + "\n");
      }
    }
  }

  private EvaluationTokens tokens() throws IOException {
    return new EvaluationTokens(tokenKey(), clock, random);
  }

  private TokenKey tokenKey() throws IOException {
    try {
      return TokenKey.parse(OwnerOnly.read(keyFile()));
    } catch (GeneralSecurityException e) {
      throw new EvaluationRefused(
          keyFile() + " is not an RSA private key in PKCS#8 PEM; move it away to have one made");
    }
  }

  private Path masterSecretFile() {
    return directory.resolve("master-secret");
  }

  private Path keyFile() {
    return directory.resolve("token-key.pem");
  }

  private Path publicKeyFile() {
    return directory.resolve("token-key.pub.pem");
  }
}
