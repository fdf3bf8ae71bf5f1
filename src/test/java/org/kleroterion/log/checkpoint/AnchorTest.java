package org.kleroterion.log.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.log.Auditor;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.protocol.Screenings;

/** The last checkpoint that was given out is on disk, outside the database, before it is. */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AnchorTest {
  @Inject Settings settings;
  @Inject LogHeadRepository heads;
  @Inject Transactions transactions;
  @Inject TrialTroubles troubles;

  private TrialUnderTest trial;
  private Path directory;

  @BeforeEach
  void register() throws IOException {
    trial = TrialUnderTest.shipped();
    directory = settings.log().anchorDirectory().orElseThrow();
    Files.createDirectories(directory);
  }

  private String kept() throws IOException {
    return Files.readString(directory.resolve(trial.code() + ".checkpoint"));
  }

  private long keptSize() throws IOException {
    return Auditor.of(trial).checkpoint(kept()).size();
  }

  @Test
  @Tag("R17")
  void it_holds_the_last_checkpoint_that_was_given_out_and_never_an_older_one() throws Exception {
    String first = trial.assessed("S-1", Screenings.eligible());
    assertThat(keptSize()).isEqualTo(3);
    String receipt = trial.allocate("S-1", first).statusCode(201).extract().path("receipt");
    assertThat(kept()).isEqualTo(Auditor.note(receipt));
    assertThat(keptSize()).isEqualTo(4);

    trial.assessed("S-2", Screenings.eligible());
    String last = kept();
    // Answers with checkpoints of earlier sizes.
    trial.allocate("S-1", first).statusCode(200);
    trial.get(Tokens.enroller(), "log/0/proof?size=2").statusCode(200);
    trial.get(Tokens.enroller(), "allocations/S-1/receipt").statusCode(200);

    assertThat(kept()).isEqualTo(last);
    assertThat(keptSize()).isEqualTo(5);

    trial.becomes("PAUSED").statusCode(200);
    String checkpoint = trial.get(Tokens.enroller(), "log/checkpoint").extract().asString();
    assertThat(kept()).isEqualTo(checkpoint);
    assertThat(keptSize()).isEqualTo(6);
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".next"));
    }
  }

  @Test
  @Tag("R17")
  void after_a_start_too_an_answer_with_an_older_checkpoint_does_not_replace_it() throws Exception {
    String receipt =
        trial
            .allocate("S-1", trial.assessed("S-1", Screenings.eligible()))
            .extract()
            .path("receipt");
    trial.assessed("S-2", Screenings.eligible());
    String last = kept();
    LogId log = transactions.run(() -> heads.current(trial.code())).orElseThrow().log();

    Anchor started = new Anchor(settings, troubles);
    started.store(log, 4, Note.parse(Auditor.note(receipt)));
    assertThat(kept()).isEqualTo(last);

    Files.delete(directory.resolve(trial.code() + ".checkpoint"));
    Anchor again = new Anchor(settings, troubles);
    again.store(log, 4, Note.parse(Auditor.note(receipt)));
    assertThat(kept()).isEqualTo(Auditor.note(receipt));
    again.store(log, 5, Note.parse(last));
    assertThat(kept()).isEqualTo(last);
  }

  @Test
  @Tag("R03")
  @Tag("R17")
  void what_cannot_be_anchored_is_not_answered_but_stands() throws Exception {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    Path aside = directory.resolveSibling("aside");
    Files.move(directory, aside);
    Files.createFile(directory);
    try {
      for (int i = 0; i < 2; i++) {
        trial
            .allocate("S-1", assessment)
            .statusCode(503)
            .contentType("application/problem+json")
            .header("Retry-After", notNullValue())
            .body("type", endsWith("/service-unavailable"))
            .body("arm", nullValue())
            .body("receipt", nullValue());
      }
      // Once only, and lists need no checkpoint.
      assertThat(trial.allocations()).isEqualTo(1);
      assertThat(trial.log()).hasSize(4);
      assertThat(trouble(Kind.ANCHOR_UNWRITABLE)).contains("cannot be stored");
      // Of the other trials no checkpoint was asked for, so they have no trouble yet.
      Management.readiness()
          .statusCode(200)
          .body(containsString(trial.code()))
          .body(containsString("anchor-unwritable: "));
    } finally {
      Files.delete(directory);
      Files.move(aside, directory);
    }
    assertThat(keptSize()).isEqualTo(3);

    String receipt = trial.allocate("S-1", assessment).statusCode(200).extract().path("receipt");
    assertThat(trouble(Kind.ANCHOR_UNWRITABLE)).isEmpty();

    Checkpoint checkpoint = Auditor.of(trial).included(trial.log().get(3), 3, receipt);
    assertThat(checkpoint.size()).isEqualTo(4);
    assertThat(kept()).isEqualTo(Auditor.note(receipt));
    assertThat(
            trial
                .get(Tokens.auditor(), "log/verification")
                .extract()
                .jsonPath()
                .getBoolean("sound"))
        .isTrue();
  }

  private String trouble(Kind kind) {
    return troubles.reason(trial.code(), kind).orElse("");
  }

  @Test
  @Tag("R17")
  void a_directory_that_cannot_be_written_is_found_before_a_checkpoint_must_be_stored()
      throws Exception {
    List<String> trials = List.of(trial.code(), "another");
    Path aside = directory.resolveSibling("aside");
    Files.move(directory, aside);
    Files.createFile(directory);
    Anchor anchor = new Anchor(settings, troubles);
    try {
      anchor.probe(trials);
      assertThat(trouble(Kind.ANCHOR_UNWRITABLE)).contains(directory + " cannot be written");
      assertThat(troubles.reason("another", Kind.ANCHOR_UNWRITABLE)).isPresent();
    } finally {
      Files.delete(directory);
      Files.move(aside, directory);
    }
    anchor.probe(trials);
    assertThat(trouble(Kind.ANCHOR_UNWRITABLE)).isEmpty();
    assertThat(troubles.reason("another", Kind.ANCHOR_UNWRITABLE)).isEmpty();
  }

  @Test
  void a_volume_is_full_at_80_percent() {
    for (double used : new double[] {0.79, 0.8, 0.99, 1, 0.1}) {
      new Anchor(settings, troubles) {
        @Override
        double used(Path path) {
          return used;
        }
      }.probe(List.of(trial.code()));

      assertThat(trouble(Kind.ANCHOR_FULL))
          .as("%f", used)
          .isEqualTo(
              used < 0.8
                  ? ""
                  : "the volume of " + directory.toAbsolutePath() + " is at least 80 % full");
    }
  }

  @Test
  void the_volume_of_the_directory_is_measured() throws Exception {
    assertThat(new Anchor(settings, troubles).used(directory)).isBetween(0.0, 1.0);
  }

  @Test
  @Tag("R17")
  void a_directory_that_is_gone_is_made_again() throws Exception {
    Path aside = directory.resolveSibling("aside");
    Files.move(directory, aside);
    try {
      trial.assess("S-1", Screenings.eligible()).statusCode(201);
      assertThat(keptSize()).isEqualTo(3);
      // There is an earlier one, if the publisher came by in between.
      Files.copy(
          directory.resolve(trial.code() + ".checkpoint"),
          aside.resolve(trial.code() + ".checkpoint"),
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(directory.resolve(trial.code() + ".checkpoint"));
      Files.deleteIfExists(directory);
      Files.move(aside, directory);
    }
  }
}
