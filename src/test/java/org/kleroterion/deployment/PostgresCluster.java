package org.kleroterion.deployment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;

/**
 * CloudNativePG's {@code Cluster}, the fields that the manifests use and no others: no published
 * Java model has it. Names and types are those of {@code ClusterSpec} in cloudnative-pg 1.28, <a
 * href="https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.28.0/api/v1/cluster_types.go">api/v1/cluster_types.go</a>.
 */
record PostgresCluster(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
  record Spec(
      int instances,
      String imageName,
      Boolean enableSuperuserAccess,
      String primaryUpdateMethod,
      Postgresql postgresql,
      Bootstrap bootstrap,
      Managed managed,
      Storage storage,
      Storage walStorage,
      Affinity affinity,
      ResourceRequirements resources) {}

  record Postgresql(
      Synchronous synchronous,
      Map<String, String> parameters,
      @JsonProperty("pg_hba") List<String> pgHba) {}

  record Synchronous(String method, int number, String dataDurability, boolean failoverQuorum) {}

  record Bootstrap(InitDb initdb) {}

  record InitDb(
      String database, String owner, Named secret, Boolean dataChecksums, String encoding) {}

  record Managed(List<Role> roles) {}

  record Role(
      String name,
      String ensure,
      boolean login,
      boolean superuser,
      boolean createdb,
      boolean createrole,
      boolean replication,
      boolean bypassrls,
      Named passwordSecret) {}

  record Storage(String size) {}

  record Affinity(Boolean enablePodAntiAffinity, String topologyKey, String podAntiAffinityType) {}

  record Named(String name) {}
}
