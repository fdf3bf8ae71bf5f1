package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.ProtocolReader;

/**
 * The registered protocols, compiled. A version never changes once registered, so what is compiled
 * here stays true on every replica, also when another one registers an amendment.
 */
@ApplicationScoped
public class Protocols {
  private final ProtocolVersionRepository versions;
  private final Map<ProtocolVersion.Key, Protocol> compiled = new ConcurrentHashMap<>();

  Protocols(ProtocolVersionRepository versions) {
    this.versions = versions;
  }

  /** The registered version of a trial's protocol. */
  public Protocol of(String trial, int version) {
    return compiled.computeIfAbsent(new ProtocolVersion.Key(trial, version), this::compile);
  }

  /** Keeps a protocol that is registered exactly so, to save compiling it again. */
  void keep(Protocol protocol) {
    compiled.put(new ProtocolVersion.Key(protocol.trial(), protocol.version()), protocol);
  }

  private Protocol compile(ProtocolVersion.Key key) {
    ProtocolVersion registered =
        versions
            .find(key.trial(), key.version())
            .orElseThrow(() -> new IllegalStateException("version " + key + " is not registered"));
    Protocol protocol =
        new ProtocolReader()
            .read(
                "registered version " + key.version() + " of " + key.trial(),
                registered.document.getBytes(StandardCharsets.UTF_8));
    if (!protocol.sha256().equals(registered.sha256)) {
      throw new IllegalStateException(
          "the registered protocol "
              + key
              + " does not match its SHA-256: the database was altered");
    }
    return protocol;
  }
}
