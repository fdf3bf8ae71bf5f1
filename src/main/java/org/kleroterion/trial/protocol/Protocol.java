package org.kleroterion.trial.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kleroterion.trial.protocol.file.Code;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

/**
 * One version of a trial's definition. {@link ProtocolReader} makes it from a file without faults.
 *
 * @param version at least 1
 * @param reason the reason for this version; required for an amendment
 * @param blockSizes ascending, each a multiple of the sum of the arms' weights
 * @param factors in the order that names the strata; may be empty
 * @param target the target enrolment
 * @param validityDays the number of days for which an assessment is valid; empty if there is no
 *     limit
 * @param text the exact text of the file
 * @param sha256 the SHA-256 of the file's bytes, in hexadecimal
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

  /** The arm with exactly this code; upper and lower case differ. */
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
   * The names of all strata, such as {@code visceral=no,receptor=positive}. The last factor's level
   * changes fastest. Without factors there is one stratum, and its name is empty.
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
   * The name of the screening's stratum. Empty if the level of a factor cannot be derived, see
   * {@link Factor#level}.
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
