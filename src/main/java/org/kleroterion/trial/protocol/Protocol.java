package org.kleroterion.trial.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A trial's definition, one version of it. {@link ProtocolReader} makes it of a file that has no
 * fault.
 *
 * @param version at least 1
 * @param reason why there is this version
 * @param blockSizes ascending, each a multiple of the sum of the arms' weights
 * @param factors in the order that names the strata; may be empty
 * @param target the enrolment that the trial aims at
 * @param validityDays for how many days an assessment is valid
 * @param text the file's text, exactly
 * @param sha256 of the file's bytes, in hexadecimal
 */
public record Protocol(
    String trial,
    int version,
    String title,
    Optional<String> reason,
    List<Arm> arms,
    List<Integer> blockSizes,
    List<Factor> factors,
    Dictionary dictionary,
    List<Criterion> criteria,
    List<Site> sites,
    OptionalInt target,
    OptionalInt validityDays,
    String text,
    String sha256) {

  public Protocol {
    Code.require(trial);
    arms = List.copyOf(arms);
    blockSizes = List.copyOf(blockSizes);
    factors = List.copyOf(factors);
    criteria = List.copyOf(criteria);
    sites = List.copyOf(sites);
  }

  /** Codes are compared exactly, here and below. */
  public Optional<Arm> arm(String code) {
    return arms.stream().filter(arm -> arm.code().equals(code)).findFirst();
  }

  public Optional<Site> site(String code) {
    return sites.stream().filter(site -> site.code().equals(code)).findFirst();
  }

  public Optional<Criterion> criterion(String id) {
    return criteria.stream().filter(criterion -> criterion.id().equals(id)).findFirst();
  }

  /**
   * The name of every stratum, the last factor's level changing fastest. Without factors there is
   * one, and its name is the empty text.
   */
  public List<String> strata() {
    List<String> names = List.of("");
    for (Factor factor : factors) {
      List<String> longer = new ArrayList<>();
      for (String name : names) {
        for (Level level : factor.levels()) {
          longer.add(join(name, factor, level));
        }
      }
      names = longer;
    }
    return List.copyOf(names);
  }

  /**
   * The name of the screening's stratum; empty if a factor's level cannot be derived: a value is
   * missing, or no level matches.
   */
  public Optional<String> stratum(Screening screening) {
    String name = "";
    for (Factor factor : factors) {
      Optional<Level> level = factor.level(screening);
      if (level.isEmpty()) {
        return Optional.empty();
      }
      name = join(name, factor, level.get());
    }
    return Optional.of(name);
  }

  private static String join(String name, Factor factor, Level level) {
    return (name.isEmpty() ? "" : name + ",") + factor.code() + "=" + level.code();
  }
}
