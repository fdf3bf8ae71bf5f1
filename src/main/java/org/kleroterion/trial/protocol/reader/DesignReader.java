package org.kleroterion.trial.protocol.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Scalars;
import org.kleroterion.trial.protocol.file.Unique;
import org.kleroterion.trial.protocol.file.Yaml;
import org.kleroterion.trial.protocol.file.Yaml.Refused;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;

/** Reads the arms and the block sizes. */
final class DesignReader {
  private static final int MAX_ARMS = 20;
  private static final int MAX_BLOCK_SIZE = 1000;

  private final Members root;
  private final Faults faults;

  DesignReader(Members root, Faults faults) {
    this.root = root;
    this.faults = faults;
  }

  List<Arm> arms() {
    List<Arm> arms = new ArrayList<>();
    Unique codes = new Unique();
    List<Members> items =
        root.mappings("arms", MAX_ARMS, "the list of arms", Set.of("code", "label", "weight"));
    for (Members members : items) {
      Optional<String> code = members.code("code", "the arm's code");
      Optional<String> label = members.text("label", "the name of the arm for people");
      Optional<Integer> weight =
          members.integer("weight", 1, MAX_BLOCK_SIZE, "the arm's share of every block");
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.isPresent() && label.isPresent() && weight.isPresent()) {
        arms.add(new Arm(code.get(), label.get(), weight.get()));
      }
    }
    if (root.isListBelow("arms", 2)) {
      root.fault("arms", "There are fewer than two arms.", "Add another arm.");
    }
    return arms;
  }

  /**
   * Reads the block sizes, in ascending order.
   *
   * @param arms empty if the arms have faults; then their weights are not checked
   */
  List<Integer> blockSizes(Optional<List<Arm>> arms) {
    List<Integer> sizes = new ArrayList<>();
    List<Yaml> items =
        root.list("blockSizes", MAX_BLOCK_SIZE, "the sizes of blocks").orElse(List.of());
    if (root.isListBelow("blockSizes", 1)) {
      root.fault("blockSizes", "There is no block size.", "Write at least one block size.");
    }
    for (int i = 0; i < items.size(); i++) {
      String path = root.path("blockSizes") + "[" + i + "]";
      if (items.get(i) instanceof Scalar scalar) {
        Scalars.integer(scalar, path, 1, MAX_BLOCK_SIZE, faults)
            .filter(size -> fits(size, sizes, arms, scalar.line(), path))
            .ifPresent(sizes::add);
      } else if (!(items.get(i) instanceof Refused)) {
        faults.add(items.get(i).line(), path, "It must be a single value.", "Write a number.");
      }
    }
    return sizes;
  }

  private boolean fits(
      int size, List<Integer> before, Optional<List<Arm>> arms, int line, String path) {
    if (!before.isEmpty() && size <= before.get(before.size() - 1)) {
      faults.add(
          line,
          path,
          size + " does not exceed the block size before it.",
          "Write the block sizes in ascending order, each once.");
      return false;
    }
    int weights = arms.orElse(List.of()).stream().mapToInt(Arm::weight).sum();
    if (weights > 0 && size % weights != 0) {
      faults.add(
          line,
          path,
          size + " is not a multiple of " + weights + ", the sum of the arms' weights.",
          "Write multiples of " + weights + ", so that every block has the ratio of the arms.");
      return false;
    }
    return true;
  }
}
