package org.kleroterion.gateway.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings {@code kleroterion.events}. */
@ConfigMapping(prefix = "kleroterion")
public interface EventSettings {
  /** The webhooks that receive events. */
  List<Webhook> events();

  /** A system that receives CloudEvents by webhook. */
  interface Webhook {
    /** Part of its destination's name, {@code events.<name>}. */
    String name();

    URI url();

    /**
     * The signing secret in the form of Standard Webhooks, {@code whsec_} and Base64; several are
     * separated by a space.
     */
    Optional<String> secret();

    /** A file with the secret, as an alternative. */
    Optional<Path> secretFile();

    /** The codes of the trials whose events it receives, or {@code *}. */
    List<String> trials();

    /** The types of the events that it receives; all types if absent. */
    Optional<List<String>> types();

    /** Whether the event of an allocation contains the arm. */
    @WithDefault("false")
    boolean arm();
  }
}
