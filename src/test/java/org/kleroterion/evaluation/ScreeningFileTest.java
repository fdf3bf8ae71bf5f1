package org.kleroterion.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ScreeningFileTest {
  private static final Path DIRECTORY = Path.of("src/evaluation");

  private static final Set<String> SITES =
      Set.of(
          "cams",
          "china-japan-union",
          "liaoning-tumor",
          "pumch",
          "shanxi-cancer",
          "taizhou",
          "west-china",
          "wuhan");

  private static final Set<String> VARIABLES =
      Set.of(
          "age",
          "sex",
          "ecog",
          "months_since_radical_surgery",
          "diagnosis_basis",
          "metastasis_count",
          "largest_metastasis_cm",
          "recist_evaluable_lesions",
          "systemic_therapy",
          "all_lesions_treatable",
          "life_expectancy_months",
          "adequate_organ_function",
          "locoregional_recurrence",
          "cns_metastases",
          "palliative_radiotherapy_indicated",
          "child_pugh",
          "malignant_pleural_effusion",
          "serious_comorbidity",
          "prior_radiotherapy_to_target",
          "pregnant_or_lactating",
          "visceral_metastasis",
          "hormone_receptor");

  @Test
  void there_are_at_least_sixty_records_each_of_another_subject() throws FeedStopped {
    assertThat(records()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(records()).extracting(FeedRecord::subject).doesNotHaveDuplicates();
  }

  @Test
  void every_site_of_the_trial_has_records_and_no_other() throws FeedStopped {
    assertThat(records()).extracting(FeedRecord::site).containsOnlyElementsOf(SITES);
    assertThat(records()).extracting(FeedRecord::site).containsAll(SITES);
  }

  @Test
  void records_hold_the_trials_variables_and_two_lack_some() throws FeedStopped {
    List<String> incomplete = new ArrayList<>();
    for (FeedRecord item : records()) {
      Set<String> members = members(item.body().get("screening"));
      assertThat(VARIABLES).as(item.subject()).containsAll(members);
      assertThat(members(item.body())).containsExactlyInAnyOrder("subject", "site", "screening");
      if (members.size() < VARIABLES.size()) {
        incomplete.add(item.subject());
      }
    }
    assertThat(incomplete).hasSize(2);
  }

  @Test
  void the_pasted_lines_assess_and_allocate_one_screening() throws IOException {
    JsonNode assessment = json("assessment.json");
    assertThat(assessment).isEqualTo(json("allocation.json"));
    assertThat(SITES).contains(assessment.get("site").asText());
    assertThat(members(assessment.get("screening"))).isEqualTo(VARIABLES);
  }

  private static List<FeedRecord> records() throws FeedStopped {
    return FeedRecord.readAll(DIRECTORY.resolve("screenings.ndjson"));
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(DIRECTORY.resolve(file).toFile());
  }

  private static Set<String> members(JsonNode object) {
    return Set.copyOf(object.properties().stream().map(member -> member.getKey()).toList());
  }
}
