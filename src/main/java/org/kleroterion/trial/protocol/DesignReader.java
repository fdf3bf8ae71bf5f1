package org.kleroterion.trial.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.Yaml.Refused;
import org.kleroterion.trial.protocol.Yaml.Scalar;

/** Reads what the draw needs: arms and block sizes. */
final class DesignReader {
  private static final int MOST_ARMS = 20;
  private static final int LARGEST_BLOCK = 1000;

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
        root.mappings("arms", MOST_ARMS, "the list of arms", Set.of("code", "label", "weight"));
    for (Members members : items) {
      Optional<String> code = members.code("code", "the arm's code");
      Optional<String> label = members.text("label", "what people call the arm");
      Optional<Integer> weight =
          members.integer("weight", 1, LARGEST_BLOCK, "the arm's share of every block");
      code.ifPresent(found -> codes.check(members, "code", found));
      if (code.isPresent() && label.isPresent() && weight.isPresent()) {
        arms.add(new Arm(code.get(), label.get(), weight.get()));
      }
    }
    if (root.isListBelow("arms", 2)) {
      root.fault("arms", "There are fewer than two arms.", "A draw needs two: add another.");
    }
    return arms;
  }

  /**
   * @param arms empty if they have faults, and their weights are not known
   */
  List<Integer> blockSizes(Optional<List<Arm>> arms) {
    List<Integer> sizes = new ArrayList<>();
    List<Yaml> items =
        root.list("blockSizes", LARGEST_BLOCK, "the sizes of blocks").orElse(List.of());
    if (root.isListBelow("blockSizes", 1)) {
      root.fault("blockSizes", "There is no block size.", "Write at least one.");
    }
    for (int i = 0; i < items.size(); i++) {
      String path = root.path("blockSizes") + "[" + i + "]";
      if (items.get(i) instanceof Scalar scalar) {
        Scalars.integer(scalar, path, 1, LARGEST_BLOCK, faults)
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
          size + " does not exceed the size before it.",
          "Write the sizes in ascending order, each once.");
      return false;
    }
    int weights = arms.orElse(List.of()).stream().mapToInt(Arm::weight).sum();
    if (weights > 0 && size % weights != 0) {
      faults.add(
          line,
          path,
          size + " is not a multiple of " + weights + ", the sum of the arms' weights.",
          "Otherwise no block could hold the ratio: write multiples of " + weights + ".");
      return false;
    }
    return true;
  }
}
