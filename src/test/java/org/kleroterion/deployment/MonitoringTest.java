package org.kleroterion.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.trial.protocol.Screenings;

/**
 * Alerts and dashboard ask for what the service really exposes: a misspelt name would be silent.
 */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MonitoringTest {
  /** Put on every series by Prometheus, as the ServiceMonitor has it scraped. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "namespace", "pod");

  /** Metrics of others, with the labels that they have. */
  private static final Map<String, Set<String>> OF_OTHERS =
      Map.of(
          // Prometheus itself
          "up", Set.of(),
          // kube-state-metrics, docs/metrics/workload/pod-metrics.md
          "kube_pod_status_ready", Set.of("condition"),
          // kubelet
          "kubelet_volume_stats_available_bytes", Set.of("persistentvolumeclaim"),
          "kubelet_volume_stats_capacity_bytes", Set.of("persistentvolumeclaim"));

  private static final Manifests PRODUCTION = Manifests.of("production");

  /** The labels of the series, by the metric's name. */
  private static Map<String, List<Map<String, String>>> exposed() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String assessment = trial.assessed("S-1", Screenings.eligible());
    trial.allocate("S-1", assessment).statusCode(201);
    Map<String, List<Map<String, String>>> series = new TreeMap<>();
    Management.metrics()
        .lines()
        .filter(line -> !line.startsWith("#"))
        // A sample is a selector with a value behind it.
        .map(line -> Expression.selectors(line.substring(0, line.lastIndexOf(' '))).get(0))
        .forEach(
            sample ->
                series
                    .computeIfAbsent(sample.metric(), name -> new ArrayList<>())
                    .add(sample.labels()));
    return series;
  }

  @Test
  void every_alert_asks_for_what_the_service_exposes() {
    Map<String, String> expressions = new LinkedHashMap<>();
    for (Rule rule : alerts()) {
      expressions.put(rule.getAlert(), rule.getExpr().getStrVal());
    }
    assertThat(expressions).hasSizeGreaterThan(10);
    verify(expressions);
  }

  @ParameterizedTest
  @EnumSource
  void each_kind_of_trouble_has_one_alert(Kind kind) {
    assertThat(alerts())
        .filteredOn(
            rule ->
                rule.getExpr()
                    .getStrVal()
                    .contains(
                        "kleroterion_trial_trouble{job=\"kleroterion\", kind=\""
                            + kind.label()
                            + "\"}"))
        .hasSize(1);
  }

  @Test
  void every_panel_asks_for_what_the_service_exposes() throws IOException {
    Map<String, String> expressions = new LinkedHashMap<>();
    for (JsonNode panel : dashboard().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.put(
            panel.path("title").textValue() + ", " + target.path("refId").textValue(),
            target.path("expr").textValue());
      }
    }
    assertThat(expressions).hasSizeGreaterThan(10);
    verify(expressions);
  }

  private static void verify(Map<String, String> expressions) {
    Map<String, List<Map<String, String>>> exposed = exposed();
    expressions.forEach(
        (name, expression) -> {
          Set<String> labels = new HashSet<>(OF_PROMETHEUS);
          for (Expression.Selector selector : Expression.selectors(expression)) {
            labels.addAll(verify(name, selector, exposed));
          }
          assertThat(labels).as(name).containsAll(Expression.groupings(expression));
        });
  }

  /** Gives the labels that the metric has. */
  private static Set<String> verify(
      String name, Expression.Selector selector, Map<String, List<Map<String, String>>> exposed) {
    Map<String, String> asked = new TreeMap<>(selector.labels());
    asked.keySet().removeAll(OF_PROMETHEUS);
    if (OF_OTHERS.containsKey(selector.metric())) {
      assertThat(OF_OTHERS.get(selector.metric())).as(name).containsAll(asked.keySet());
      return OF_OTHERS.get(selector.metric());
    }
    assertThat(exposed).as(name).containsKey(selector.metric());
    List<Map<String, String>> series = exposed.get(selector.metric());
    // The service has a series for an outcome only once there was one.
    asked.replaceAll((label, value) -> Set.of("outcome", "status").contains(label) ? "" : value);
    assertThat(series)
        .as("%s: a series of %s with %s", name, selector.metric(), asked)
        .anyMatch(
            labels ->
                asked.entrySet().stream()
                    .allMatch(
                        label ->
                            labels.containsKey(label.getKey())
                                && (label.getValue().isEmpty()
                                    || label.getValue().equals(labels.get(label.getKey())))));
    return series.get(0).keySet();
  }

  @Test
  void names_that_nobody_exposes_are_found() {
    assertThat(
            Expression.selectors("sum by (pod) (rate(a_total{x=\"{y}\", z=~\"1|2\"}[5m])) > 1e9"))
        .containsExactly(new Expression.Selector("a_total", Map.of("x", "{y}", "z", "")));
    assertThat(Expression.selectors("absent(up{job=\"k\"} == 1) or b / on (pod) c"))
        .extracting(Expression.Selector::metric)
        .containsExactly("up", "b", "c");
    assertThat(Expression.groupings("sum by (method, uri) (a)")).containsExactly("method", "uri");
    assertThat(exposed())
        .containsKeys("kleroterion_allocations_total", "http_server_requests_seconds_count")
        .doesNotContainKeys("kleroterion_allocation_total", "up");
  }

  /** The rules of {@code promtool check metrics}. */
  @Test
  void the_linter_of_prometheus_finds_no_fault() {
    exposed();
    Map<String, String> types = new TreeMap<>();
    Map<String, String> helps = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (String line : Management.metricsIn("text/plain").asString().lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else if (line.startsWith("# HELP ")) {
        helps.put(words[2], words[3]);
      } else {
        String sample = line.split("[{ ]", 2)[0];
        if (!types.containsKey(sample) && !isPart(sample, types)) {
          faults.add(sample + " belongs to no metric");
        }
      }
    }
    types.forEach(
        (name, type) -> {
          String help = helps.getOrDefault(name, "");
          if (help.isBlank()) {
            faults.add(name + " has no help text");
          }
          if (!help.replace("\\\\", "").replace("\\n", "").matches("[^\\\\]*")) {
            faults.add(name + " has an escape that the text format does not know");
          }
          if (!name.matches("[a-z][a-z0-9_]*")) {
            faults.add(name + " is not in lower case");
          }
          if (name.endsWith("_total") != type.equals("counter")) {
            faults.add(name + " is a " + type);
          }
          if (name.matches(".*_(count|sum|bucket)")) {
            faults.add(name + " ends like a part of another metric");
          }
          if (name.matches(
              ".*_(milliseconds|microseconds|nanoseconds|minutes|hours|days|kilobytes|megabytes"
                  + "|ms|us|ns|s|m|h|d|kb|mb|gb|b)(_total|_max)?")) {
            faults.add(name + " has no base unit");
          }
          if (name.matches(".*_(gauge|counter|summary|histogram)(_.*)?")) {
            faults.add(name + " names its type");
          }
        });
    assertThat(types).hasSizeGreaterThan(40);
    assertThat(faults).isEmpty();
  }

  private static boolean isPart(String sample, Map<String, String> types) {
    String metric = sample.replaceFirst("_(sum|count|bucket)$", "");
    return !metric.equals(sample)
        && Set.of("summary", "histogram").contains(types.getOrDefault(metric, ""));
  }

  @Test
  void the_metrics_are_text_unless_openmetrics_is_asked_for() {
    assertThat(Management.metricsIn("*/*").contentType()).startsWith("text/plain");
    assertThat(Management.metricsIn("application/openmetrics-text; version=1.0.0").contentType())
        .startsWith("application/openmetrics-text");
  }

  @Test
  void every_alert_says_how_bad_it_is_and_what_to_do() {
    for (Rule rule : alerts()) {
      assertThat(rule.getLabels().get("severity")).isIn("critical", "warning");
      assertThat(rule.getAnnotations()).containsOnlyKeys("summary", "description");
    }
  }

  @Test
  void the_dashboard_takes_its_source_from_who_installs_it() throws IOException {
    JsonNode dashboard = dashboard();
    assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
        .containsExactly("source");
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").intValue())).isTrue();
      assertThat(panel.path("datasource").path("uid").textValue()).isEqualTo("${source}");
      assertThat(
              panel.path("gridPos").path("x").intValue()
                  + panel.path("gridPos").path("w").intValue())
          .isLessThanOrEqualTo(24);
    }
    assertThat(PRODUCTION.configMap("kleroterion-dashboard").getMetadata().getLabels())
        .containsEntry("grafana_dashboard", "1");
  }

  private static List<Rule> alerts() {
    return PRODUCTION.the(PrometheusRule.class).getSpec().getGroups().stream()
        .flatMap(group -> group.getRules().stream())
        .toList();
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper()
        .readTree(PRODUCTION.configMap("kleroterion-dashboard").getData().get("dashboard.json"));
  }
}
