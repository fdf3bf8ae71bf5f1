package org.kleroterion.trial.conduct;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialSite;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Criterion.Kind;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Level;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Variable;

/**
 * A trial's public definition. It leaves out the block sizes, because they would help to predict
 * the next arm.
 */
@Schema(name = "Trial")
record TrialDefinition(
    String trial,
    String title,
    @Schema(description = "The protocol version in force.") int version,
    @Schema(description = "SHA-256 of the protocol file's bytes, hexadecimal.") String sha256,
    TrialStatus status,
    @Schema(
            description =
                "Commitment to the trial's key, published before the first allocation. With the"
                    + " key, which the manager can reveal after closing, every arm can be"
                    + " recomputed.")
        String commitment,
    @Schema(
            description =
                "The trial's key, 64 hexadecimal digits. Absent until the manager reveals it, after"
                    + " the trial is closed.")
        Optional<String> key,
    @Schema(
            description =
                "The key that verifies the log's checkpoints and receipts (C2SP signed-note vkey)."
                    + " Its name is the log's origin.")
        String vkey,
    List<ArmDefinition> arms,
    List<FactorDefinition> factors,
    List<VariableDefinition> variables,
    List<CriterionDefinition> criteria,
    List<SiteView> sites,
    @Schema(description = "Target enrolment. Absent if the protocol does not define one.")
        OptionalInt target,
    @Schema(
            description =
                "Number of days for which an assessment is valid. Absent if there is no limit.")
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

  /** An arm and its weight in every block. */
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

  /** A level of a factor and the rule that is true for its screenings. */
  @Schema(name = "LevelDefinition")
  record LevelDefinition(
      String code,
      @Schema(description = "CEL expression over the screening's variables.") String rule) {
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
      @Schema(
              description =
                  "The numbers that stand for a missing value in other systems. A screening with"
                      + " one of them is refused: leave the variable out instead.")
          List<BigDecimal> missing,
      @Schema(description = "The allowed codes of a variable of type 'code', each with its label.")
          Map<String, String> codes) {
    static VariableDefinition of(Variable variable) {
      return new VariableDefinition(
          variable.name(),
          variable.type().name().toLowerCase(java.util.Locale.ROOT),
          variable.label(),
          variable.unit(),
          variable.minimum(),
          variable.maximum(),
          variable.missing(),
          variable.codes());
    }
  }

  /** A criterion with its exact text. */
  @Schema(name = "CriterionDefinition")
  record CriterionDefinition(
      String id,
      Kind kind,
      String text,
      @Schema(
              description =
                  "CEL expression over the screening's variables. An inclusion criterion is met if"
                      + " it is true, an exclusion criterion if it is false.")
          String rule) {
    static CriterionDefinition of(Criterion criterion) {
      return new CriterionDefinition(
          criterion.id(), criterion.kind(), criterion.text(), criterion.rule().source());
    }
  }
}
