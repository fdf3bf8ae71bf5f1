package org.kleroterion.trial;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Criterion.Kind;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Level;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Variable;

/** A trial's public definition: everything but what would help to predict, the block sizes. */
@Schema(name = "Trial")
record TrialDefinition(
    String trial,
    String title,
    @Schema(description = "The protocol version in force.") int version,
    @Schema(description = "SHA-256 of the protocol file's bytes, hexadecimal.") String sha256,
    TrialStatus status,
    @Schema(
            description =
                "Commitment to the trial's key, published before the first allocation: whoever is given"
                    + " the key when the trial has closed can recompute every arm.")
        String commitment,
    @Schema(
            description =
                "The trial's key in 64 hexadecimal digits; absent until the manager of the closed trial"
                    + " reveals it.")
        Optional<String> key,
    @Schema(
            description =
                "The key that verifies the log's checkpoints and receipts (C2SP signed-note vkey); its"
                    + " name is the log's origin.")
        String vkey,
    List<ArmDefinition> arms,
    List<FactorDefinition> factors,
    List<VariableDefinition> variables,
    List<CriterionDefinition> criteria,
    List<SiteView> sites,
    @Schema(description = "Target enrolment; absent where the protocol states none.")
        OptionalInt target,
    @Schema(description = "For how many days an assessment is valid; absent: without limit.")
        OptionalInt validityDays) {

  static TrialDefinition of(
      ServedTrial trial, String vkey, Optional<String> key, List<TrialSite> sites) {
    Protocol protocol = trial.protocol();
    return new TrialDefinition(
        trial.code(),
        protocol.title(),
        protocol.version(),
        protocol.sha256(),
        trial.status(),
        trial.commitment(),
        key,
        vkey,
        protocol.arms().stream().map(ArmDefinition::of).toList(),
        protocol.factors().stream().map(FactorDefinition::of).toList(),
        protocol.dictionary().variables().stream().map(VariableDefinition::of).toList(),
        protocol.criteria().stream().map(CriterionDefinition::of).toList(),
        sites.stream().map(SiteView::of).toList(),
        protocol.target(),
        protocol.validityDays());
  }

  /** An arm and its share. */
  @Schema(name = "ArmDefinition")
  record ArmDefinition(String code, String label, int weight) {
    static ArmDefinition of(Arm arm) {
      return new ArmDefinition(arm.code(), arm.label(), arm.weight());
    }
  }

  /** A stratification factor. */
  @Schema(name = "FactorDefinition")
  record FactorDefinition(String code, String label, List<LevelDefinition> levels) {
    static FactorDefinition of(Factor factor) {
      return new FactorDefinition(
          factor.code(),
          factor.label(),
          factor.levels().stream().map(LevelDefinition::of).toList());
    }
  }

  /** A level of a factor and the rule that derives it. */
  @Schema(name = "LevelDefinition")
  record LevelDefinition(
      String code, @Schema(description = "CEL over the screening's variables.") String rule) {
    static LevelDefinition of(Level level) {
      return new LevelDefinition(level.code(), level.rule().source());
    }
  }

  /** A variable of the data dictionary. */
  @Schema(name = "VariableDefinition")
  record VariableDefinition(
      String name,
      @Schema(enumeration = {"integer", "number", "boolean", "code"}) String type,
      String label,
      Optional<String> unit,
      Optional<BigDecimal> minimum,
      Optional<BigDecimal> maximum,
      @Schema(description = "The codes of a variable of type code, each with its label.")
          Map<String, String> codes) {
    static VariableDefinition of(Variable variable) {
      return new VariableDefinition(
          variable.name(),
          variable.type().name().toLowerCase(java.util.Locale.ROOT),
          variable.label(),
          variable.unit(),
          variable.minimum(),
          variable.maximum(),
          variable.codes());
    }
  }

  /** A criterion, its text verbatim. */
  @Schema(name = "CriterionDefinition")
  record CriterionDefinition(
      String id,
      Kind kind,
      String text,
      @Schema(
              description =
                  "CEL over the screening's variables: true admits under an inclusion criterion and"
                      + " excludes under an exclusion criterion.")
          String rule) {
    static CriterionDefinition of(Criterion criterion) {
      return new CriterionDefinition(
          criterion.id(), criterion.kind(), criterion.text(), criterion.rule().source());
    }
  }
}
