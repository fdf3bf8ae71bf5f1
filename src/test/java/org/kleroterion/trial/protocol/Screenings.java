package org.kleroterion.trial.protocol;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Screenings as a client sends them: immutable maps, ready for JSON. Start from one with a telling
 * name and change what the test is about.
 */
public final class Screenings extends AbstractMap<String, Object> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Map<String, Object> values;

  private Screenings(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * Every value of {@code wlrt-obc}, every criterion met, in the stratum {@code
   * visceral=no,metastases=1-2,receptor=positive}.
   */
  public static Screenings eligible() {
    return nothing()
        .with("age", 58)
        .with("sex", "female")
        .with("ecog", 1)
        .with("months_since_radical_surgery", 14.5)
        .with("diagnosis_basis", "imaging")
        .with("metastasis_count", 2)
        .with("largest_metastasis_cm", 3.2)
        .with("recist_evaluable_lesions", 1)
        .with("systemic_therapy", "received")
        .with("all_lesions_treatable", true)
        .with("life_expectancy_months", 24)
        .with("adequate_organ_function", true)
        .with("locoregional_recurrence", false)
        .with("cns_metastases", false)
        .with("palliative_radiotherapy_indicated", false)
        .with("child_pugh", "none")
        .with("malignant_pleural_effusion", false)
        .with("serious_comorbidity", false)
        .with("prior_radiotherapy_to_target", false)
        .with("pregnant_or_lactating", false)
        .with("visceral_metastasis", false)
        .with("hormone_receptor", "positive");
  }

  /** Eligible for {@code wlrt-obc} in the stratum of these levels. */
  public static Screenings eligible(boolean visceral, int metastases, String receptor) {
    return eligible()
        .with("visceral_metastasis", visceral)
        .with("metastasis_count", metastases)
        .with("hormone_receptor", receptor);
  }

  /** Eligible for {@code three-arms}, in the stratum {@code age=under-65,nt-probnp=middle}. */
  public static Screenings eligibleForThreeArms() {
    return nothing()
        .with("age", 50)
        .with("nt_probnp", 1500)
        .with("egfr", 60)
        .with("nyha", "II")
        .with("dialysis", false);
  }

  /** Eligible for {@code one-stratum}. */
  public static Screenings eligibleForOneStratum() {
    return nothing().with("drain_in_place", true);
  }

  /** No value at all. */
  public static Screenings nothing() {
    return new Screenings(new LinkedHashMap<>());
  }

  /** The same but for this value, of whatever type. */
  public Screenings with(String variable, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(variable, value);
    return new Screenings(changed);
  }

  /** The same but for this value, which is not known. */
  public Screenings without(String variable) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.remove(variable);
    return new Screenings(changed);
  }

  /** As the protocol reads it. */
  public Screening read(Protocol protocol) {
    return protocol.dictionary().read(JSON.valueToTree(values), "/screening");
  }

  /** JSON as the service parses it: decimals keep their digits. */
  static JsonNode json(String text) throws Exception {
    return JSON.readTree(text);
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return values.entrySet();
  }
}
