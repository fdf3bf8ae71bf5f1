package org.kleroterion.gateway.openclinica;

import java.util.List;
import java.util.Optional;

/** The studies whose configuration may be read without authentication, and from which networks. */
record Studies(List<StudyView> studies, List<Network> sources) {
  Studies {
    studies = List.copyOf(studies);
    sources = List.copyOf(sources);
  }

  boolean mayAsk(String peer) {
    return sources.stream().anyMatch(network -> network.includes(peer));
  }

  /**
   * Finds a study.
   *
   * @param instanceUrl a slash at its end is ignored
   */
  Optional<StudyView> find(String oid, String instanceUrl) {
    return studies.stream()
        .filter(
            study ->
                study.studyOid().equals(oid) && bare(study.instanceUrl()).equals(bare(instanceUrl)))
        .findFirst();
  }

  /** The URL without a slash at its end. */
  static String bare(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
