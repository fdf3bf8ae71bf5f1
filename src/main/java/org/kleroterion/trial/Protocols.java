package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.file.Fault;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

/**
 * Reads and compiles the registered protocols, and caches them. A registered version never changes,
 * so the cache stays valid on every replica, even when another replica registers an amendment.
 */
@ApplicationScoped
public class Protocols {
  private final ProtocolVersionRepository versions;
  private final Map<ProtocolVersion.Key, Protocol> compiled = new ConcurrentHashMap<>();

  Protocols(ProtocolVersionRepository versions) {
    this.versions = versions;
  }

  /**
   * The registered version of a trial's protocol.
   *
   * @throws Unreadable if the version is not registered, cannot be read, or was altered
   */
  public Protocol of(String trial, int version) {
    return compiled.computeIfAbsent(new ProtocolVersion.Key(trial, version), this::compile);
  }

  /**
   * Caches a compiled protocol, so that it is not compiled again. The same text must be registered.
   */
  public void cache(Protocol protocol) {
    compiled.put(new ProtocolVersion.Key(protocol.trial(), protocol.version()), protocol);
  }

  private Protocol compile(ProtocolVersion.Key key) {
    ProtocolVersion registered =
        versions
            .find(key.trial(), key.version())
            .orElseThrow(
                () ->
                    new Unreadable(
                        "version "
                            + key.version()
                            + " of its protocol is in force but not in the database"));
    String name = "registered version " + key.version() + " of " + key.trial();
    try {
      Protocol protocol =
          new ProtocolReader().read(name, registered.document.getBytes(StandardCharsets.UTF_8));
      if (!protocol.sha256().equals(registered.sha256)) {
        throw new Unreadable(name + " does not match its SHA-256: the database was altered");
      }
      return protocol;
    } catch (ProtocolRefused refused) {
      throw new Unreadable(
          refused.faults().stream().map(Fault::toString).collect(Collectors.joining("; ")));
    }
  }

  /** A registered version cannot be read from the database. */
  public static final class Unreadable extends RuntimeException {
    Unreadable(String what) {
      super(what);
    }
  }
}
