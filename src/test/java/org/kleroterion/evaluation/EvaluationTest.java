package org.kleroterion.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.jwt.util.KeyUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EvaluationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void name_a_directory_that_is_not_there_yet() {
    data = temporary.resolve("deep/data");
  }

  @Test
  void everything_it_makes_is_for_its_owner_alone() throws IOException {
    prepareAt(NOW);
    Map<String, String> permissions = new TreeMap<>();
    try (Stream<Path> made = Files.walk(data)) {
      for (Path path : made.toList()) {
        permissions.put(
            data.relativize(path).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
    assertThat(permissions)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("", "rwx------"),
                Map.entry(".lock", "rw-------"),
                Map.entry("master-secret", "rw-------"),
                Map.entry("token-key.pem", "rw-------"),
                Map.entry("token-key.pub.pem", "rw-------"),
                Map.entry("tokens", "rwx------"),
                Map.entry("tokens/auditor.jwt", "rw-------"),
                Map.entry("tokens/edc.jwt", "rw-------"),
                Map.entry("tokens/enroller.jwt", "rw-------"),
                Map.entry("tokens/manager.jwt", "rw-------"),
                Map.entry("tokens/statistician.jwt", "rw-------")));
  }

  @Test
  void the_master_secret_is_32_bytes_in_hexadecimal_and_never_the_same_twice() throws IOException {
    prepareAt(NOW);
    assertThat(data.resolve("master-secret")).content().matches("[0-9a-f]{64}\n");
    Path other = temporary.resolve("other");
    Evaluation.prepare(other);
    assertThat(Files.mismatch(data.resolve("master-secret"), other.resolve("master-secret")))
        .isNotNegative();
  }

  @Test
  void a_second_start_keeps_every_secret_and_token() throws IOException {
    prepareAt(NOW);
    Map<Path, String> first = contents();
    prepareAt(NOW.plus(Duration.ofDays(80)));
    assertThat(contents()).isEqualTo(first);
  }

  @Test
  void a_token_in_its_last_day_is_renewed_and_the_secrets_are_kept() throws Exception {
    prepareAt(NOW);
    Map<Path, String> first = contents();
    Instant later = NOW.plus(Duration.ofDays(89).plusHours(1));
    prepareAt(later);
    Path enroller = Path.of("tokens/enroller.jwt");
    assertThat(contents().get(enroller)).isNotEqualTo(first.get(enroller));
    assertThat(contents().get(Path.of("master-secret")))
        .isEqualTo(first.get(Path.of("master-secret")));
    assertThat(contents().get(Path.of("token-key.pem")))
        .isEqualTo(first.get(Path.of("token-key.pem")));
    assertThat(verified(contents().get(enroller).strip(), later).getExpirationTime())
        .isEqualTo(NumericDate.fromSeconds(later.plus(Duration.ofDays(90)).getEpochSecond()));
  }

  @Test
  void a_new_token_key_renews_the_public_key_and_the_tokens() throws Exception {
    prepareAt(NOW);
    Map<Path, String> first = contents();
    Files.delete(data.resolve("token-key.pem"));
    prepareAt(NOW);
    Map<Path, String> second = contents();
    assertThat(second.get(Path.of("token-key.pub.pem")))
        .isNotEqualTo(first.get(Path.of("token-key.pub.pem")));
    assertThat(verified(second.get(Path.of("tokens/auditor.jwt")).strip(), NOW).getSubject())
        .isEqualTo("evaluation-auditor");
    assertThat(second.get(Path.of("master-secret"))).isEqualTo(first.get(Path.of("master-secret")));
  }

  @Test
  void a_role_token_names_its_role_and_reaches_everything() throws Exception {
    prepareAt(NOW);
    for (String role : EvaluationTokens.ROLES) {
      String token = Files.readString(data.resolve("tokens/" + role + ".jwt")).strip();
      JwtClaims claims = verified(token, NOW);
      assertThat(claims.getSubject()).isEqualTo("evaluation-" + role);
      assertThat(claims.getStringListClaimValue("groups")).containsExactly(role);
      assertThat(claims.getStringListClaimValue("trials")).containsExactly("*");
      assertThat(claims.getStringListClaimValue("sites")).containsExactly("*");
      assertThat(claims.getIssuedAt()).isEqualTo(NumericDate.fromSeconds(NOW.getEpochSecond()));
      assertThat(claims.getJwtId()).isNotBlank();
    }
  }

  @Test
  void a_token_can_be_limited_to_trials_and_sites() throws Exception {
    Evaluation evaluation = prepareAt(NOW);
    String token = evaluation.token("edc", List.of("wlrt-obc"), List.of("pumch", "wuhan"));
    JwtClaims claims = verified(token, NOW);
    assertThat(claims.getStringListClaimValue("trials")).containsExactly("wlrt-obc");
    assertThat(claims.getStringListClaimValue("sites")).containsExactly("pumch", "wuhan");
  }

  @Test
  void a_role_that_does_not_exist_gets_no_token() {
    Evaluation evaluation = prepareAt(NOW);
    assertThatThrownBy(() -> evaluation.token("nurse", List.of("*"), List.of("*")))
        .isInstanceOf(EvaluationRefused.class)
        .hasMessageContaining("'nurse'")
        .hasMessageContaining(String.join(", ", EvaluationTokens.ROLES));
  }

  @Test
  void the_settings_lead_the_service_to_the_secrets() {
    Map<String, String> settings = prepareAt(NOW).settings();
    assertThat(settings)
        .containsEntry("quarkus.profile", "evaluation")
        .containsEntry("kleroterion.token.issuer", "kleroterion-evaluation")
        .containsEntry("kleroterion.token.audience", "kleroterion")
        .containsEntry("kleroterion.data-directory", data.toString());
    assertThat(Path.of(settings.get("kleroterion.master-secret-file"))).isAbsolute().exists();
    assertThat(settings.get("kleroterion.token.keys")).startsWith("file:");
    assertThat(Path.of(URI.create(settings.get("kleroterion.token.keys"))))
        .content()
        .startsWith("-----BEGIN PUBLIC KEY-----\n");
  }

  @Test
  void secrets_that_are_open_to_others_are_refused() throws IOException {
    prepareAt(NOW);
    for (String name : List.of("master-secret", "token-key.pem", "tokens/manager.jwt")) {
      Path file = data.resolve(name);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      assertThatThrownBy(() -> prepareAt(NOW))
          .isInstanceOf(EvaluationRefused.class)
          .hasMessageContaining(file + " is open to others (rw-r-----)")
          .hasMessageContaining("chmod 600");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> prepareAt(NOW))
        .isInstanceOf(EvaluationRefused.class)
        .hasMessageContaining("chmod 700");
  }

  @Test
  void what_is_no_secret_is_refused_and_never_replaced() throws IOException {
    prepareAt(NOW);
    for (String name : List.of("master-secret", "token-key.pem")) {
      Path file = data.resolve(name);
      String good = Files.readString(file);
      Files.writeString(file, "nonsense\n");
      assertThatThrownBy(() -> prepareAt(NOW))
          .isInstanceOf(EvaluationRefused.class)
          .hasMessageContaining(file + " is not ");
      assertThat(file).hasContent("nonsense");
      Files.writeString(file, good);
    }
  }

  @Test
  void no_token_is_given_where_evaluation_was_never_started() {
    assertThatThrownBy(() -> Evaluation.open(data))
        .isInstanceOf(EvaluationRefused.class)
        .hasMessageContaining("no evaluation keys under " + data);
    assertThat(data).doesNotExist();
  }

  @Test
  void a_profile_that_speaks_of_production_refuses_evaluation() {
    for (String value : List.of("prod", "prod,evaluation", "evaluation,prod", "production")) {
      assertThatThrownBy(() -> EvaluationProfile.requireNoProduction("QUARKUS_PROFILE", value))
          .isInstanceOf(EvaluationRefused.class)
          .hasMessageContaining("QUARKUS_PROFILE is '" + value + "'");
    }
    EvaluationProfile.requireNoProduction("QUARKUS_PROFILE", "");
    EvaluationProfile.requireNoProduction("QUARKUS_PROFILE", "evaluation");
  }

  private Evaluation prepareAt(Instant now) {
    return Evaluation.prepare(data, InstantSource.fixed(now), new SecureRandom());
  }

  private Map<Path, String> contents() throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        contents.put(data.relativize(file), Files.readString(file));
      }
    }
    return contents;
  }

  private JwtClaims verified(String token, Instant now) throws Exception {
    return new JwtConsumerBuilder()
        .setVerificationKey(publicKey())
        .setExpectedIssuer("kleroterion-evaluation")
        .setExpectedAudience("kleroterion")
        .setExpectedType(true, "JWT")
        .setRequireExpirationTime()
        .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
        .build()
        .processToClaims(token);
  }

  private PublicKey publicKey() throws IOException, GeneralSecurityException {
    return KeyUtils.decodePublicKey(Files.readString(data.resolve("token-key.pub.pem")));
  }
}
