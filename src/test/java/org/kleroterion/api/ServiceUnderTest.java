package org.kleroterion.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.kleroterion.database.TestDatabase;

/** Gives the service under test a master secret, an issuer and an empty database of its own. */
public class ServiceUnderTest implements QuarkusTestResourceLifecycleManager {
  /** Known to the tests, so that they can recompute every arm. */
  public static final String MASTER_SECRET =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  @Override
  public Map<String, String> start() {
    try {
      Path directory = Files.createTempDirectory("kleroterion-test");
      TestKeys.make();
      Path publicKey = directory.resolve("issuer.pem");
      Files.writeString(publicKey, TestKeys.publicPem());
      Map<String, String> settings = new HashMap<>(TestDatabase.empty());
      settings.put("kleroterion.data-directory", directory.toString());
      settings.put("kleroterion.master-secret", MASTER_SECRET);
      settings.put("kleroterion.token.issuer", Tokens.ISSUER);
      settings.put("kleroterion.token.audience", Tokens.AUDIENCE);
      settings.put("kleroterion.token.keys", publicKey.toUri().toString());
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
