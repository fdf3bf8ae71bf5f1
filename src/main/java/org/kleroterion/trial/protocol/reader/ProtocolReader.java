package org.kleroterion.trial.protocol.reader;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Factor;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Site;
import org.kleroterion.trial.protocol.file.Fault;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.file.Yaml.Mapping;
import org.kleroterion.trial.protocol.file.YamlReader;

/** Reads a protocol file into a {@link Protocol}, or reports all faults of the file. */
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
  private static final int MAX_TARGET = 1_000_000;
  private static final int MAX_VALIDITY_DAYS = 36_500;

  /**
   * Reads a protocol.
   *
   * @param fileName the name to show in faults
   * @param bytes the exact content of the file
   * @throws ProtocolRefused with all faults of the file
   */
  public Protocol read(String fileName, byte[] bytes) {
    return read(fileName, bytes, warning -> {});
  }

  /**
   * Reads a protocol, and reports what is allowed but should be changed.
   *
   * @param warnings gets each warning, also if the file has faults
   * @throws ProtocolRefused with all faults of the file
   */
  public Protocol read(String fileName, byte[] bytes, Consumer<Fault> warnings) {
    Faults faults = new Faults(fileName, warnings);
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
        root.has("reason") ? root.text("reason", "the reason for this version") : Optional.empty();
    OptionalInt target = optional(root, "target", MAX_TARGET);
    OptionalInt validityDays = optional(root, "validityDays", MAX_VALIDITY_DAYS);

    DesignReader design = new DesignReader(root, faults);
    int before = faults.count();
    List<Arm> arms = design.arms();
    List<Integer> blockSizes = design.blockSizes(ifNoFaultSince(arms, before, faults));

    before = faults.count();
    DictionaryReader variables = new DictionaryReader(root, faults);
    Dictionary dictionary = variables.read();
    RuleCompiler rules = new RuleCompiler(dictionary, variables.broken(), faults);
    List<Criterion> criteria = new CriteriaReader(root, rules).read();
    List<Factor> factors =
        new FactorsReader(root, rules, dictionary, faults)
            .read(ifNoFaultSince(criteria, before, faults));
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

  /** The list, or empty if a fault was added since {@code before}. */
  private static <T> Optional<List<T>> ifNoFaultSince(List<T> list, int before, Faults faults) {
    return faults.count() == before ? Optional.of(list) : Optional.empty();
  }

  private static OptionalInt optional(Members root, String name, int most) {
    return root.has(name)
        ? root.integer(name, 1, most, "a number").map(OptionalInt::of).orElse(OptionalInt.empty())
        : OptionalInt.empty();
  }

  /** The file's hash. The text decoded without errors, so its UTF-8 bytes are the file's bytes. */
  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
