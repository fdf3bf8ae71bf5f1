package org.kleroterion.gateway.openclinica;

import java.util.List;
import java.util.Optional;

/** The studies whose configuration may be asked for without authentication, and from where. */
record Studies(List<StudyView> studies, List<Network> sources) {
  Studies {
    studies = List.copyOf(studies);
    sources = List.copyOf(sources);
  }

  boolean mayAsk(String peer) {
    return sources.stream().anyMatch(network -> network.includes(peer));
  }

  /**
   * @param instanceUrl with a slash at its end or without
   */
  Optional<StudyView> find(String oid, String instanceUrl) {
    return studies.stream()
        .filter(
            study ->
                study.studyOid().equals(oid) && bare(study.instanceUrl()).equals(bare(instanceUrl)))
        .findFirst();
  }

  static String bare(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
