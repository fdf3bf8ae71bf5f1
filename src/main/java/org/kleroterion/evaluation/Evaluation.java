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
 * The secrets that evaluation mode generates in its data directory, so that one command starts a
 * service: the master secret, the key that signs tokens, and a token for each role. They are reused
 * at the next start: with a new master secret, no registered trial would be served.
 */
public final class Evaluation {
  /** Every trial, or every site: a token with it is not limited. */
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
   * Creates the files that are missing in the data directory, and renews tokens that expire soon.
   * Does not change other existing files.
   *
   * @throws EvaluationRefused if other users may read an existing secret, or it is not a valid one
   */
  public static Evaluation prepare(Path dataDirectory) {
    return prepare(dataDirectory, InstantSource.system(), new SecureRandom());
  }

  static Evaluation prepare(Path dataDirectory, InstantSource clock, SecureRandom random) {
    Evaluation evaluation = new Evaluation(dataDirectory, clock, random);
    try {
      evaluation.createMissingFiles();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return evaluation;
  }

  /**
   * Opens the files that an earlier {@link #prepare} created.
   *
   * @throws EvaluationRefused if there are no such files
   */
  public static Evaluation open(Path dataDirectory) {
    Evaluation evaluation =
        new Evaluation(dataDirectory, InstantSource.system(), new SecureRandom());
    if (!Files.exists(evaluation.keyFile())) {
      throw new EvaluationRefused(
          "there are no evaluation keys under "
              + evaluation.directory
              + ". Start the service once with the command 'evaluate', or run this command in the"
              + " directory in which it was started");
    }
    return evaluation;
  }

  /** The settings with which the service uses these secrets. They must be set before it starts. */
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
   * @param role the group of a {@link org.kleroterion.access.Role}
   * @param trials the codes of the trials that it reaches, or {@code *} for all
   * @param sites the codes of the sites that it reaches, or {@code *} for all
   * @throws EvaluationRefused if the role does not exist, or other users may read the key, or it is
   *     not a valid key
   */
  public String token(String role, List<String> trials, List<String> sites) {
    try {
      return tokens().issue(role, trials, sites);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file with the token of a role, such as {@code tokens/enroller.jwt}. */
  static Path tokenFile(Path dataDirectory, String role) {
    return dataDirectory.resolve("tokens").resolve(role + ".jwt");
  }

  /**
   * The address of the evaluation service that uses this data directory, or used it last. With it,
   * the other commands find a service on another port.
   */
  static String address(Path dataDirectory) {
    try {
      return Files.readString(addressFile(dataDirectory)).strip();
    } catch (IOException e) {
      return "http://127.0.0.1:8080";
    }
  }

  /** Stores the service's address for {@link #address}. */
  static void storeAddress(Path dataDirectory, String address) {
    try {
      OwnerOnly.write(addressFile(dataDirectory), address + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path addressFile(Path dataDirectory) {
    return dataDirectory.resolve("address");
  }

  private void createMissingFiles() throws IOException {
    OwnerOnly.makeDirectory(directory);
    OwnerOnly.makeDirectory(directory.resolve("tokens"));
    try (FileChannel file = OwnerOnly.lockFile(directory.resolve(".lock"))) {
      // Locked until the file is closed: two starts at the same time must not replace each other's
      // secret.
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
        throw new IllegalStateException("this Java cannot generate an RSA key", e);
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
          keyFile()
              + " is not an RSA private key in PKCS#8 PEM. Move it away; the next start generates a"
              + " new one");
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
