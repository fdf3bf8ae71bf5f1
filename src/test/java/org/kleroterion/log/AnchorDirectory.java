package org.kleroterion.log;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** Gives the service under test a directory for its anchors; nothing is published by itself. */
public class AnchorDirectory implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    try {
      return Map.of(
          "kleroterion.log.anchor-directory",
          Files.createTempDirectory("kleroterion-anchor").resolve("anchor").toString(),
          "kleroterion.log.publish-every",
          "24H");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
