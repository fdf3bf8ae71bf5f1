package org.kleroterion.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a PromQL expression asks for. Enough of the language for our own expressions. */
final class Expression {
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\"}])*})?(\\s*\\()?");
  private static final Pattern MATCHER =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!=|!~|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  /**
   * A metric with the labels that it must have.
   *
   * @param labels each with its value, where exactly one is asked for; else with the empty text
   */
  record Selector(String metric, Map<String, String> labels) {}

  private Expression() {}

  static List<Selector> selectors(String expression) {
    List<Selector> selectors = new ArrayList<>();
    String text = GROUPING.matcher(expression).replaceAll(" ").replaceAll("\\[[^\\]]*\\]", " ");
    Matcher found = SELECTOR.matcher(text);
    while (found.find()) {
      String name = found.group(1);
      boolean function = found.group(3) != null;
      boolean number = found.start() > 0 && Character.isDigit(text.charAt(found.start() - 1));
      if (!function && !number && !WORDS.contains(name)) {
        selectors.add(new Selector(name, labels(found.group(2) == null ? "{}" : found.group(2))));
      }
    }
    assertThat(selectors).as(expression).isNotEmpty();
    return selectors;
  }

  private static Map<String, String> labels(String matchers) {
    Map<String, String> labels = new TreeMap<>();
    Matcher found = MATCHER.matcher(matchers);
    while (found.find()) {
      labels.put(found.group(1), found.group(2).equals("=") ? found.group(3) : "");
    }
    assertThat(found.reset(matchers).replaceAll("").replaceAll("[\\s,{}]", ""))
        .as("not understood in %s", matchers)
        .isEmpty();
    return labels;
  }

  /** The labels by which it groups. */
  static List<String> groupings(String expression) {
    List<String> labels = new ArrayList<>();
    Matcher found = GROUPING.matcher(TEXT.matcher(expression).replaceAll("\"\""));
    while (found.find()) {
      labels.addAll(List.of(found.group(1).split("\\s*,\\s*")));
    }
    return labels;
  }
}
