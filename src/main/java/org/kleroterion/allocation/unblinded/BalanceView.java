package org.kleroterion.allocation.unblinded;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.allocation.EmergencyStratum;
import org.kleroterion.allocation.Tally;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Protocol;

/** The number of subjects by arm, stratum and site. Only a statistician may see it. */
@Schema(name = "Balance")
record BalanceView(
    @Schema(description = "Number of allocated subjects.") long allocated,
    @Schema(description = IN_ERROR) long randomizedInError,
    List<ArmCount> arms,
    @Schema(
            description =
                "Every stratum of the protocol, and each emergency list's stratum that was used.")
        List<StratumCount> strata,
    @Schema(description = "Every site of the trial.") List<SiteCount> sites) {

  private static final String IN_ERROR =
      "How many of them have the correction RANDOMIZED_IN_ERROR. It does not change their arms.";

  /** The count of an arm. */
  @Schema(name = "ArmCount")
  record ArmCount(
      String arm, long allocated, @Schema(description = IN_ERROR) long randomizedInError) {}

  /** The counts of a stratum. */
  @Schema(name = "StratumCount")
  record StratumCount(
      String stratum,
      long allocated,
      @Schema(description = IN_ERROR) long randomizedInError,
      List<ArmCount> arms) {}

  /** The counts of a site. */
  @Schema(name = "SiteCount")
  record SiteCount(
      String site,
      long allocated,
      @Schema(description = IN_ERROR) long randomizedInError,
      List<ArmCount> arms) {}

  /**
   * @param sites all sites of the trial, in the order in which they are shown
   * @param tallies the counts; a combination without an allocation may be missing
   */
  static BalanceView of(Protocol protocol, List<String> sites, List<Tally> tallies) {
    Map<String, List<Tally>> byStratum = by(Tally::stratum, tallies);
    Map<String, List<Tally>> bySite = by(Tally::site, tallies);
    return new BalanceView(
        allocated(tallies),
        inError(tallies),
        arms(protocol, tallies),
        Stream.concat(
                protocol.strata().stream(),
                byStratum.keySet().stream().filter(EmergencyStratum::isOne).sorted())
            .map(stratum -> stratum(protocol, stratum, byStratum.getOrDefault(stratum, List.of())))
            .toList(),
        sites.stream()
            .map(site -> site(protocol, site, bySite.getOrDefault(site, List.of())))
            .toList());
  }

  private static Map<String, List<Tally>> by(Function<Tally, String> key, List<Tally> tallies) {
    return tallies.stream().collect(Collectors.groupingBy(key));
  }

  private static StratumCount stratum(Protocol protocol, String stratum, List<Tally> tallies) {
    return new StratumCount(stratum, allocated(tallies), inError(tallies), arms(protocol, tallies));
  }

  private static SiteCount site(Protocol protocol, String site, List<Tally> tallies) {
    return new SiteCount(site, allocated(tallies), inError(tallies), arms(protocol, tallies));
  }

  private static List<ArmCount> arms(Protocol protocol, List<Tally> tallies) {
    Map<String, List<Tally>> byArm = by(Tally::arm, tallies);
    return protocol.arms().stream()
        .map(Arm::code)
        .map(
            arm -> {
              List<Tally> ofArm = byArm.getOrDefault(arm, List.of());
              return new ArmCount(arm, allocated(ofArm), inError(ofArm));
            })
        .toList();
  }

  private static long allocated(List<Tally> tallies) {
    return tallies.stream().mapToLong(Tally::allocated).sum();
  }

  private static long inError(List<Tally> tallies) {
    return tallies.stream().mapToLong(Tally::randomizedInError).sum();
  }
}
