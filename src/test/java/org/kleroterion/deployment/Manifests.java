package org.kleroterion.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * An overlay under {@code k8s/overlays}, rendered as kubectl renders it, every object typed.
 *
 * @param yaml the rendering
 */
record Manifests(String yaml, List<Object> objects) {
  /** Rendered again for each test class: a fraction of a second. */
  static Manifests of(String overlay) {
    try {
      String yaml = render(Path.of("k8s/overlays", overlay));
      List<Object> objects = new ArrayList<>();
      for (JsonNode document : StrictModel.documents(yaml)) {
        objects.add(StrictModel.typed(document));
      }
      return new Manifests(yaml, objects);
    } catch (IOException e) {
      throw new AssertionError("k8s/overlays/" + overlay + ": " + e.getMessage(), e);
    }
  }

  private static String render(Path overlay) throws IOException {
    Path errors = Files.createTempFile("kustomize", ".err");
    Process process;
    try {
      process =
          new ProcessBuilder("kubectl", "kustomize", overlay.toString())
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      throw new AssertionError(
          "kubectl is needed to render the manifests, and cannot be run: put version 1.27 or later on the"
              + " PATH (https://kubernetes.io/docs/tasks/tools; on Debian 13 and Ubuntu 24.10 or later:"
              + " apt-get install kubernetes-client)",
          e);
    }
    String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int exit = process.waitFor();
      assertThat(exit).as("kubectl kustomize %s: %s", overlay, Files.readString(errors)).isZero();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while kubectl kustomize ran", e);
    }
    return yaml;
  }

  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The only one of its type. */
  <T> T the(Class<T> type) {
    List<T> all = all(type);
    assertThat(all).as(type.getSimpleName()).hasSize(1);
    return all.get(0);
  }

  /** What the service's pods are made from, whatever keeps them. */
  PodTemplateSpec pods() {
    List<PodTemplateSpec> templates = new ArrayList<>();
    all(Deployment.class).forEach(workload -> templates.add(workload.getSpec().getTemplate()));
    all(StatefulSet.class).forEach(workload -> templates.add(workload.getSpec().getTemplate()));
    assertThat(templates).as("workloads").hasSize(1);
    return templates.get(0);
  }

  Container container() {
    assertThat(pods().getSpec().getContainers()).hasSize(1);
    assertThat(pods().getSpec().getInitContainers()).isEmpty();
    return pods().getSpec().getContainers().get(0);
  }

  /** The environment with plain values, from the manifest or a ConfigMap. */
  TreeMap<String, String> settings() {
    TreeMap<String, String> settings = new TreeMap<>();
    container()
        .getEnvFrom()
        .forEach(
            source -> settings.putAll(configMap(source.getConfigMapRef().getName()).getData()));
    for (EnvVar variable : container().getEnv()) {
      if (variable.getValueFrom() == null) {
        settings.put(variable.getName(), variable.getValue());
      }
    }
    return settings;
  }

  /** The environment that comes from secrets. */
  List<EnvVar> secretSettings() {
    return container().getEnv().stream()
        .filter(variable -> variable.getValueFrom() != null)
        .toList();
  }

  ConfigMap configMap(String name) {
    return all(ConfigMap.class).stream()
        .filter(map -> map.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no ConfigMap " + name));
  }
}
