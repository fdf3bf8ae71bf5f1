package org.kleroterion.gateway.redcap;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings {@code kleroterion.redcap}: REDCap projects whose records are randomized. */
@ConfigMapping(prefix = "kleroterion.redcap")
public interface RedcapSettings {
  /** A directory with a mapping file for each project, {@code <name>.yaml}. */
  Optional<Path> mappings();

  List<Project> projects();

  /** A REDCap project that sends Data Entry Triggers and whose API the service calls. */
  interface Project {
    /** Part of the trigger's URL and of its destination's name. */
    String name();

    /** The project's id in REDCap. */
    long projectId();

    URI apiUrl();

    /** The API token of a user of the project. */
    Optional<String> token();

    /** A file with the token, as an alternative. */
    Optional<Path> tokenFile();

    /** The last segment of the trigger's URL. */
    Optional<String> secret();

    /** A file with the secret, as an alternative. */
    Optional<Path> secretFile();
  }
}
