package org.kleroterion.gateway;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.kleroterion.gateway.openclinica.OpenClinicas;
import org.kleroterion.gateway.redcap.Redcaps;
import org.kleroterion.storage.FaultyDriver;

/**
 * The service with OpenClinica, REDCap and an anchor directory, on a driver that fails when it is
 * told to. One profile for all tests that need any of these: each profile is another start.
 */
public final class FullService implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    try {
      Path directory = Files.createTempDirectory("kleroterion-full");
      Path protocols = Files.createDirectory(directory.resolve("protocols"));
      Map<String, String> settings = new HashMap<>();
      settings.putAll(Redcaps.settings(directory, protocols));
      settings.putAll(OpenClinicas.settings(directory, protocols));
      settings.put("kleroterion.protocols", protocols.toString());
      settings.put("quarkus.http.access-log.enabled", "true");
      settings.put("quarkus.datasource.jdbc.driver", FaultyDriver.class.getName());
      settings.put("quarkus.transaction-manager.default-transaction-timeout", "5S");
      settings.put("kleroterion.log.anchor-directory", directory.resolve("anchor").toString());
      // Beside the requests, publishing would meet the faults that are meant for them.
      settings.put("kleroterion.log.publish-every", "24H");
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
