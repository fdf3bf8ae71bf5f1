package org.kleroterion.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.Needs;

/** What the manifests promise, read from what kubectl makes of them; no cluster is needed. */
@Needs(program = "kubectl", debian = "kubernetes-client")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ManifestsTest {
  private static final Map<String, Manifests> OVERLAYS = new HashMap<>();

  /** Maps whose keys are the author's: there, and only there, any name is right. */
  private static final Set<String> FREE =
      Set.of("labels", "annotations", "matchLabels", "selector", "data", "requests", "limits");

  /** Settings of Quarkus (https://quarkus.io/guides/all-config) that the manual need not name. */
  private static final Set<String> OF_QUARKUS = Set.of("quarkus.shutdown.timeout");

  private static Manifests overlay(String name) {
    return OVERLAYS.computeIfAbsent(name, Manifests::of);
  }

  private static Manifests production() {
    return overlay("production");
  }

  private static Manifests evaluation() {
    return overlay("evaluation");
  }

  @Test
  void the_overlays_hold_what_they_should() {
    assertThat(kinds(evaluation()))
        .containsOnly(
            Map.entry("Namespace", 1L),
            Map.entry("Service", 2L),
            Map.entry("PersistentVolumeClaim", 1L),
            Map.entry("Deployment", 1L),
            Map.entry("NetworkPolicy", 2L));
    assertThat(kinds(production()))
        .containsOnly(
            Map.entry("Namespace", 1L),
            Map.entry("ConfigMap", 3L),
            Map.entry("Service", 2L),
            Map.entry("StatefulSet", 1L),
            Map.entry("PostgresCluster", 1L),
            Map.entry("Ingress", 1L),
            Map.entry("HorizontalPodAutoscaler", 1L),
            Map.entry("PodDisruptionBudget", 1L),
            Map.entry("NetworkPolicy", 6L),
            Map.entry("ServiceMonitor", 1L),
            Map.entry("PodMonitor", 1L),
            Map.entry("PrometheusRule", 1L));
  }

  private static Map<String, Long> kinds(Manifests manifests) {
    return manifests.objects().stream()
        .collect(
            Collectors.groupingBy(
                object -> object.getClass().getSimpleName(), Collectors.counting()));
  }

  @Test
  void a_misspelt_field_is_refused_by_its_name() throws IOException {
    String misspelt =
        production().yaml().replace("readOnlyRootFilesystem", "readOnlyRootFileSystem");
    JsonNode statefulSet =
        StrictModel.documents(misspelt).stream()
            .filter(document -> document.path("kind").asText().equals("StatefulSet"))
            .findFirst()
            .orElseThrow();

    assertThatThrownBy(() -> StrictModel.typed(statefulSet))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("readOnlyRootFileSystem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void an_unknown_field_is_refused_wherever_it_stands(String overlay) throws IOException {
    int places = 0;
    for (JsonNode document : StrictModel.documents(overlay(overlay).yaml())) {
      for (ObjectNode place : fixedPlaces(document, "")) {
        place.put("misspelt", "x");
        assertThatThrownBy(() -> StrictModel.typed(document))
            .as("%s with an unknown field: %s", document.path("kind"), place)
            .isInstanceOf(JsonProcessingException.class)
            .hasMessageContaining("misspelt");
        place.remove("misspelt");
        StrictModel.typed(document);
        places++;
      }
    }
    assertThat(places).isGreaterThan(50);
  }

  private static List<ObjectNode> fixedPlaces(JsonNode node, String name) {
    List<ObjectNode> places = new ArrayList<>();
    boolean selector = name.equals("selector") && node.has("matchLabels");
    if (node instanceof ObjectNode object
        && (!isFree(name) || selector)
        && !name.equals("parameters")) {
      places.add(object);
    }
    node.fields()
        .forEachRemaining(field -> places.addAll(fixedPlaces(field.getValue(), field.getKey())));
    if (node.isArray()) {
      node.forEach(item -> places.addAll(fixedPlaces(item, "")));
    }
    return places;
  }

  private static boolean isFree(String name) {
    return FREE.contains(name);
  }

  @Test
  void a_number_for_a_text_and_an_unknown_kind_are_refused() throws IOException {
    JsonNode number =
        StrictModel.documents("{apiVersion: v1, kind: ConfigMap, data: {a: 1}}").get(0);
    JsonNode kind = StrictModel.documents("{apiVersion: v1, kind: ConfigMop}").get(0);

    assertThatThrownBy(() -> StrictModel.typed(number)).isInstanceOf(JsonProcessingException.class);
    assertThatThrownBy(() -> StrictModel.typed(kind)).hasMessageContaining("v1 ConfigMop");
    assertThatThrownBy(() -> StrictModel.documents("{kind: A, kind: B}"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void pods_keep_to_the_restricted_standard_and_the_namespace_demands_it(String overlay) {
    Manifests manifests = overlay(overlay);
    assertThat(manifests.the(Namespace.class).getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted")
        .containsEntry("pod-security.kubernetes.io/warn", "restricted")
        .containsEntry("pod-security.kubernetes.io/audit", "restricted");

    PodSpec pod = manifests.pods().getSpec();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    for (Volume volume : pod.getVolumes()) {
      assertThat(
              Stream.of(
                  volume.getConfigMap(),
                  volume.getEmptyDir(),
                  volume.getSecret(),
                  volume.getPersistentVolumeClaim()))
          .as("the volume %s is of a kind that the standard allows", volume.getName())
          .anyMatch(source -> source != null);
    }

    Container container = manifests.container();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getPrivileged()).isNull();
    assertThat(container.getSecurityContext().getRunAsUser()).isNull();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
    assertThat(container.getPorts()).as("none of the host's, none at all").isEmpty();
    assertThat(container.getResources().getLimits()).containsKey("memory");
    assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void secrets_are_named_and_never_written_down(String overlay) {
    Manifests manifests = overlay(overlay);
    assertThat(manifests.yaml()).doesNotContain("kind: Secret").doesNotContain("stringData");
    assertThat(manifests.yaml()).doesNotContainPattern("[0-9a-fA-F]{64}");
    assertThat(manifests.yaml()).doesNotContainPattern("BEGIN [A-Z ]*PRIVATE KEY");
    assertThat(manifests.yaml()).doesNotContainPattern("(?i)[?&;]password=");
    assertThat(manifests.settings().keySet())
        .filteredOn(name -> name.matches(".*(PASSWORD|SECRET)"))
        .isEmpty();
    assertThat(manifests.secretSettings())
        .allMatch(variable -> variable.getValueFrom().getSecretKeyRef() != null);
  }

  @Test
  void production_has_its_secrets_by_reference_and_the_guide_says_how_to_make_each()
      throws IOException {
    PodSpec pod = production().pods().getSpec();
    Set<String> named = new TreeSet<>();
    production()
        .secretSettings()
        .forEach(variable -> named.add(variable.getValueFrom().getSecretKeyRef().getName()));
    pod.getVolumes().stream()
        .filter(volume -> volume.getSecret() != null)
        .forEach(volume -> named.add(volume.getSecret().getSecretName()));
    production()
        .the(Ingress.class)
        .getSpec()
        .getTls()
        .forEach(tls -> named.add(tls.getSecretName()));

    assertThat(production().secretSettings())
        .extracting(EnvVar::getName)
        .containsExactlyInAnyOrder(
            "KLEROTERION_DATABASE_PASSWORD", "KLEROTERION_DATABASE_OWNER_PASSWORD");
    assertThat(named)
        .containsExactlyInAnyOrder(
            "kleroterion-master-secret",
            "kleroterion-database-service",
            "kleroterion-database-owner",
            "kleroterion-database-ca",
            "kleroterion-tls");
    assertThat(Files.readString(Path.of("docs/kubernetes.md"))).contains(named);
    // The authority's private key lies in the same secret.
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("database-authority"))
        .allSatisfy(
            volume ->
                assertThat(volume.getSecret().getItems())
                    .extracting(item -> item.getKey())
                    .containsExactly("ca.crt"));
  }

  @Test
  void every_file_that_a_setting_names_is_mounted() {
    List<String> mounts =
        production().container().getVolumeMounts().stream().map(VolumeMount::getMountPath).toList();
    Map<String, String> settings = production().settings();

    for (String name :
        List.of(
            "KLEROTERION_DATA_DIRECTORY",
            "KLEROTERION_LOG_ANCHOR_DIRECTORY",
            "KLEROTERION_MASTER_SECRET_FILE",
            "KLEROTERION_PROTOCOLS")) {
      assertThat(mounts)
          .as("%s=%s", name, settings.get(name))
          .anyMatch(mount -> (settings.get(name) + "/").startsWith(mount + "/"));
    }
    Matcher authority =
        Pattern.compile("sslrootcert=([^&]+)").matcher(settings.get("KLEROTERION_DATABASE_URL"));
    assertThat(authority.find()).isTrue();
    assertThat(mounts).anyMatch(mount -> authority.group(1).startsWith(mount + "/"));
    for (VolumeMount mount : production().container().getVolumeMounts()) {
      assertThat(volumes(production())).contains(mount.getName());
    }
  }

  private static List<String> volumes(Manifests manifests) {
    List<String> names = new ArrayList<>();
    manifests.pods().getSpec().getVolumes().forEach(volume -> names.add(volume.getName()));
    manifests
        .all(StatefulSet.class)
        .forEach(
            workload ->
                workload
                    .getSpec()
                    .getVolumeClaimTemplates()
                    .forEach(claim -> names.add(claim.getMetadata().getName())));
    return names;
  }

  @Test
  void each_replica_keeps_its_anchor_on_a_volume_of_its_own() {
    String anchor = production().settings().get("KLEROTERION_LOG_ANCHOR_DIRECTORY");
    List<String> claimed =
        production().the(StatefulSet.class).getSpec().getVolumeClaimTemplates().stream()
            .map(claim -> claim.getMetadata().getName())
            .toList();

    assertThat(production().container().getVolumeMounts())
        .filteredOn(mount -> anchor.startsWith(mount.getMountPath() + "/"))
        .extracting(VolumeMount::getName)
        .hasSize(1)
        .allMatch(claimed::contains);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void health_and_metrics_are_not_to_be_had_from_outside(String overlay) {
    Manifests manifests = overlay(overlay);
    for (Service service : manifests.all(Service.class)) {
      assertThat(service.getSpec().getType()).as("no NodePort, no LoadBalancer").isNull();
      assertThat(service.getSpec().getExternalIPs()).isEmpty();
      List<Integer> targets =
          service.getSpec().getPorts().stream().map(ManifestsTest::target).toList();
      if (targets.contains(9000)) {
        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(targets).containsExactly(9000);
      }
    }
    for (Ingress ingress : manifests.all(Ingress.class)) {
      assertThat(ingress.getSpec().getDefaultBackend()).isNull();
      assertThat(paths(ingress)).isNotEmpty();
      for (HTTPIngressPath path : paths(ingress)) {
        assertThat(path.getPath()).isEqualTo("/v1");
        assertThat(reached(manifests, path)).isEqualTo(8080);
      }
    }
  }

  private static List<HTTPIngressPath> paths(Ingress ingress) {
    return ingress.getSpec().getRules().stream()
        .flatMap(rule -> rule.getHttp().getPaths().stream())
        .toList();
  }

  private static int reached(Manifests manifests, HTTPIngressPath path) {
    Service service =
        manifests.all(Service.class).stream()
            .filter(
                one -> one.getMetadata().getName().equals(path.getBackend().getService().getName()))
            .findFirst()
            .orElseThrow();
    String name = path.getBackend().getService().getPort().getName();
    return service.getSpec().getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .map(ManifestsTest::target)
        .findFirst()
        .orElseThrow();
  }

  private static int target(ServicePort port) {
    return port.getTargetPort().getIntVal();
  }

  @Test
  void services_and_monitors_select_the_pods() {
    for (Manifests manifests : List.of(evaluation(), production())) {
      Map<String, String> labels = manifests.pods().getMetadata().getLabels();
      for (Service service : manifests.all(Service.class)) {
        assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
      }
    }
    ServiceMonitor monitor = production().the(ServiceMonitor.class);
    assertThat(production().all(Service.class))
        .filteredOn(
            service ->
                service
                    .getMetadata()
                    .getLabels()
                    .entrySet()
                    .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()))
        .singleElement()
        .satisfies(
            service ->
                assertThat(service.getSpec().getPorts())
                    .extracting(ServicePort::getName)
                    .containsExactly(monitor.getSpec().getEndpoints().get(0).getPort()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void nothing_passes_by_default_and_every_pod_is_under_that(String overlay) {
    Manifests manifests = overlay(overlay);
    String namespace = manifests.the(Namespace.class).getMetadata().getName();
    assertThat(manifests.all(NetworkPolicy.class))
        .allMatch(policy -> policy.getMetadata().getNamespace().equals(namespace))
        .filteredOn(policy -> policy.getMetadata().getName().equals("deny-by-default"))
        .singleElement()
        .satisfies(
            policy -> {
              // An empty selector is every pod of the namespace, the database's too.
              assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEmpty();
              assertThat(policy.getSpec().getPodSelector().getMatchExpressions()).isEmpty();
              assertThat(policy.getSpec().getPolicyTypes())
                  .containsExactlyInAnyOrder("Ingress", "Egress");
              assertThat(policy.getSpec().getIngress()).isEmpty();
              assertThat(policy.getSpec().getEgress()).isEmpty();
            });
    Stream.concat(
            manifests.all(Deployment.class).stream().map(Deployment::getMetadata),
            manifests.all(StatefulSet.class).stream().map(StatefulSet::getMetadata))
        .forEach(metadata -> assertThat(metadata.getNamespace()).isEqualTo(namespace));
  }

  /** One way that a policy opens. */
  private record Opening(String policy, boolean in, NetworkPolicyPeer peer, int port) {}

  private static List<Opening> openings(Manifests manifests) {
    List<Opening> openings = new ArrayList<>();
    for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
      String name = policy.getMetadata().getName();
      for (NetworkPolicyIngressRule rule : policy.getSpec().getIngress()) {
        openings.addAll(openings(name, true, rule.getFrom(), rule.getPorts()));
      }
      for (NetworkPolicyEgressRule rule : policy.getSpec().getEgress()) {
        openings.addAll(openings(name, false, rule.getTo(), rule.getPorts()));
      }
    }
    return openings;
  }

  private static List<Opening> openings(
      String policy, boolean in, List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports) {
    assertThat(peers).as("%s opens to somebody, not to all", policy).isNotEmpty();
    assertThat(ports).as("%s opens ports, not all of them", policy).isNotEmpty();
    return peers.stream()
        .flatMap(
            peer ->
                ports.stream()
                    .map(port -> new Opening(policy, in, peer, port.getPort().getIntVal())))
        .toList();
  }

  @Test
  void policies_open_what_is_needed_and_no_more() {
    assertThat(openings(evaluation()))
        .extracting(Opening::port)
        .as("evaluation resolves names and is reached by kubectl port-forward alone")
        .containsExactly(53, 53);
    assertThat(openings(production()))
        .extracting(
            opening -> opening.policy() + (opening.in() ? " in " : " out ") + opening.port())
        .containsExactlyInAnyOrder(
            "names-are-resolved out 53",
            "names-are-resolved out 53",
            "ingress-reaches-the-api in 8080",
            "prometheus-reaches-metrics in 9000",
            "service-reaches-what-it-needs out 5432",
            "service-reaches-what-it-needs out 443",
            "database in 5432",
            "database in 5432",
            "database in 8000",
            "database in 5432",
            "database in 8000",
            "database in 9187",
            "database out 5432",
            "database out 8000",
            "database out 443",
            "database out 6443");
    for (Opening opening : openings(production())) {
      if (opening.port() == 9000) {
        assertThat(opening.peer().getPodSelector().getMatchLabels())
            .containsEntry("app.kubernetes.io/name", "prometheus");
        assertThat(opening.peer().getNamespaceSelector().getMatchLabels()).hasSize(1);
      }
      if (opening.peer().getIpBlock() != null) {
        assertThat(opening.peer().getIpBlock().getCidr()).endsWith("/32");
      }
    }
  }

  @Test
  void what_differs_between_clusters_is_filled_in_everywhere() throws IOException {
    for (String line : Files.readAllLines(Path.of("k8s/overlays/production/cluster.env"))) {
      if (line.matches("[A-Z_]+=.*")) {
        String[] setting = line.split("=", 2);
        assertThat(production().yaml()).contains(setting[1]).doesNotContain(setting[0]);
      }
    }
    Ingress ingress = production().the(Ingress.class);
    String host = production().settings().get("KLEROTERION_LOG_ORIGIN");
    assertThat(ingress.getSpec().getRules()).extracting(rule -> rule.getHost()).containsOnly(host);
    assertThat(ingress.getSpec().getTls())
        .singleElement()
        .satisfies(tls -> assertThat(tls.getHosts()).containsExactly(host));
  }

  @Test
  void a_rolling_restart_has_room_and_leaves_two_replicas() {
    StatefulSet replicas = production().the(StatefulSet.class);
    HorizontalPodAutoscaler scaler = production().the(HorizontalPodAutoscaler.class);
    PodDisruptionBudget budget = production().the(PodDisruptionBudget.class);

    assertThat(scaler.getSpec().getScaleTargetRef().getKind()).isEqualTo("StatefulSet");
    assertThat(scaler.getSpec().getScaleTargetRef().getName())
        .isEqualTo(replicas.getMetadata().getName());
    assertThat(scaler.getSpec().getMinReplicas()).isGreaterThanOrEqualTo(3);
    assertThat(replicas.getSpec().getReplicas()).as("the autoscaler's to say").isNull();
    assertThat(budget.getSpec().getMaxUnavailable().getIntVal())
        .isPositive()
        .isLessThanOrEqualTo(scaler.getSpec().getMinReplicas() - 2);
    assertThat(budget.getSpec().getMinAvailable()).isNull();
    assertThat(production().pods().getMetadata().getLabels())
        .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
    // One at a time is what a StatefulSet does unless told otherwise.
    assertThat(replicas.getSpec().getUpdateStrategy()).isNull();
    assertThat(production().pods().getSpec().getTopologySpreadConstraints())
        .extracting(constraint -> constraint.getTopologyKey())
        .containsExactlyInAnyOrder("kubernetes.io/hostname", "topology.kubernetes.io/zone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void a_replica_that_goes_has_time_to_drain(String overlay) {
    Manifests manifests = overlay(overlay);
    long sleep = manifests.container().getLifecycle().getPreStop().getSleep().getSeconds();
    Matcher shutdown =
        Pattern.compile("(\\d+)S").matcher(manifests.settings().get("QUARKUS_SHUTDOWN_TIMEOUT"));
    assertThat(shutdown.matches()).isTrue();
    Probe readiness = manifests.container().getReadinessProbe();

    assertThat(sleep).isGreaterThan(readiness.getPeriodSeconds() * readiness.getFailureThreshold());
    assertThat(manifests.pods().getSpec().getTerminationGracePeriodSeconds())
        .isGreaterThanOrEqualTo(sleep + Long.parseLong(shutdown.group(1)) + 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void probes_ask_the_management_port(String overlay) {
    Manifests manifests = overlay(overlay);
    Container container = manifests.container();
    Map<String, Probe> probes =
        Map.of(
            "/q/health/started", container.getStartupProbe(),
            "/q/health/live", container.getLivenessProbe(),
            "/q/health/ready", container.getReadinessProbe());
    probes.forEach(
        (path, probe) -> {
          assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
          assertThat(probe.getHttpGet().getPort().getIntVal()).isEqualTo(9000);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation", "production"})
  void every_setting_is_one_that_the_manual_knows(String overlay) throws IOException {
    Set<String> known = new TreeSet<>();
    Stream.concat(manual().stream(), OF_QUARKUS.stream())
        .forEach(
            property -> known.add(property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")));
    Manifests manifests = overlay(overlay);
    List<String> names = new ArrayList<>(manifests.settings().keySet());
    manifests.secretSettings().forEach(variable -> names.add(variable.getName()));

    assertThat(names).isNotEmpty().allMatch(known::contains);
  }

  /** The properties that an operator may set. */
  private static Set<String> manual() throws IOException {
    String text = Files.readString(Path.of("src/main/resources/application.properties"));
    Set<String> properties = new TreeSet<>();
    Matcher property =
        Pattern.compile("(?m)^#?(?:%[a-z]+\\.)?((?:kleroterion|quarkus)\\.[a-z0-9.-]+)=")
            .matcher(text.substring(0, text.indexOf("# ---- The rest")));
    while (property.find()) {
      properties.add(property.group(1));
    }
    assertThat(properties).contains("kleroterion.log.origin", "quarkus.http.host");
    return properties;
  }

  @Test
  void images_are_pinned_and_the_services_own_is_of_this_version() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>kleroterion</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();

    assertThat(production().container().getImage()).endsWith("/kleroterion:" + version.group(1));
    assertThat(evaluation().container().getImage())
        .endsWith("/kleroterion:" + version.group(1) + "-h2");
    assertThat(production().the(PostgresCluster.class).spec().imageName())
        .matches(".+:\\d+\\.\\d+.*");
  }

  @Test
  void a_commit_is_on_two_of_three_instances_and_the_services_user_is_not_the_owner() {
    PostgresCluster.Spec database = production().the(PostgresCluster.class).spec();
    PostgresCluster.Role service = database.managed().roles().get(0);
    Map<String, String> settings = production().settings();

    assertThat(database.instances()).isEqualTo(3);
    assertThat(database.postgresql().synchronous())
        .isEqualTo(new PostgresCluster.Synchronous("any", 1, "required", true));
    assertThat(database.affinity().podAntiAffinityType()).isEqualTo("required");
    assertThat(database.enableSuperuserAccess()).isFalse();
    assertThat(database.managed().roles()).hasSize(1);
    assertThat(service)
        .isEqualTo(
            new PostgresCluster.Role(
                settings.get("KLEROTERION_DATABASE_USERNAME"),
                "present",
                true,
                false,
                false,
                false,
                false,
                false,
                new PostgresCluster.Named("kleroterion-database-service")));
    assertThat(database.bootstrap().initdb().owner())
        .isEqualTo(settings.get("KLEROTERION_DATABASE_OWNER"))
        .isNotEqualTo(service.name());
    assertThat(database.bootstrap().initdb().secret().name())
        .isEqualTo("kleroterion-database-owner");
    assertThat(settings.get("KLEROTERION_DATABASE_URL"))
        .startsWith(
            "jdbc:postgresql://"
                + production().the(PostgresCluster.class).metadata().getName()
                + "-rw:5432/"
                + database.bootstrap().initdb().database()
                + "?")
        .contains("sslmode=verify-full");
    assertThat(database.postgresql().pgHba()).contains("hostnossl all all all reject");
  }

  @Test
  void evaluation_is_asked_for_by_one_overlay_alone() {
    assertThat(evaluation().container().getArgs()).containsExactly("evaluate");
    assertThat(evaluation().the(Deployment.class).getSpec().getReplicas()).isEqualTo(1);
    // H2's file and its volume can be opened once only.
    assertThat(evaluation().the(Deployment.class).getSpec().getStrategy().getType())
        .isEqualTo("Recreate");
    assertThat(evaluation().pods().getSpec().getVolumes())
        .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
        .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .containsExactly(evaluation().the(PersistentVolumeClaim.class).getMetadata().getName());

    assertThat(production().container().getArgs()).isEmpty();
    assertThat(production().container().getCommand()).isEmpty();
    assertThat(production().settings().keySet())
        .noneMatch(name -> name.contains("PROFILE") || name.contains("MODE"));
    assertThat(production().yaml()).doesNotContain("evaluat");
  }
}
