package org.kleroterion.trial.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.kleroterion.trial.protocol.Yaml.Mapping;

/** Reads a protocol file: a {@link Protocol} if nothing is wrong with it, else every fault. */
public final class ProtocolReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "trial",
          "version",
          "title",
          "reason",
          "arms",
          "blockSizes",
          "factors",
          "variables",
          "criteria",
          "sites",
          "target",
          "validityDays");
  private static final int LARGEST_TARGET = 1_000_000;
  private static final int LONGEST_VALIDITY = 36_500;

  /**
   * Reads the file's exact bytes.
   *
   * @param fileName only for the faults
   * @throws ProtocolRefused with every fault of the file
   */
  public Protocol read(String fileName, byte[] bytes) {
    Faults faults = new Faults(fileName);
    YamlReader yaml = new YamlReader(faults);
    Optional<String> text = yaml.decode(bytes);
    Optional<Mapping> mapping = text.flatMap(yaml::read);
    if (mapping.isEmpty()) {
      faults.throwIfAny();
    }
    return read(
        new Members(mapping.orElseThrow(), "", faults, MEMBERS), text.orElseThrow(), faults);
  }

  private static Protocol read(Members root, String text, Faults faults) {
    Optional<String> trial = root.code("trial", "the trial's code");
    Optional<Integer> version =
        root.integer("version", 1, Integer.MAX_VALUE, "the version of the protocol, from 1");
    Optional<String> title = root.text("title", "the trial's title");
    Optional<String> reason =
        root.has("reason") ? root.text("reason", "why there is this version") : Optional.empty();
    OptionalInt target = optional(root, "target", LARGEST_TARGET);
    OptionalInt validityDays = optional(root, "validityDays", LONGEST_VALIDITY);

    DesignReader design = new DesignReader(root, faults);
    int before = faults.count();
    List<Arm> arms = design.arms();
    List<Integer> blockSizes = design.blockSizes(sound(arms, before, faults));

    before = faults.count();
    DictionaryReader variables = new DictionaryReader(root, faults);
    Dictionary dictionary = variables.read();
    RuleCompiler rules = new RuleCompiler(dictionary, variables.broken(), faults);
    List<Criterion> criteria = new CriteriaReader(root, rules).read();
    List<Factor> factors =
        new FactorsReader(root, rules, dictionary, faults).read(sound(criteria, before, faults));
    if (rules.complete()) {
      variables.requireUse(rules.read());
    }
    List<Site> sites = new SitesReader(root).read();

    faults.throwIfAny();
    return new Protocol(
        trial.orElseThrow(),
        version.orElseThrow(),
        title.orElseThrow(),
        reason,
        arms,
        blockSizes,
        factors,
        dictionary,
        criteria,
        sites,
        target,
        validityDays,
        text,
        sha256(text));
  }

  /** The list, if nothing was wrong since. */
  private static <T> Optional<List<T>> sound(List<T> list, int before, Faults faults) {
    return faults.count() == before ? Optional.of(list) : Optional.empty();
  }

  private static OptionalInt optional(Members root, String name, int most) {
    return root.has(name)
        ? root.integer(name, 1, most, "a number").map(OptionalInt::of).orElse(OptionalInt.empty())
        : OptionalInt.empty();
  }

  /** Of the text's UTF-8, which are the file's bytes: only what decodes cleanly comes here. */
  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
