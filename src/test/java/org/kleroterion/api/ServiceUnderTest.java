package org.kleroterion.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
      return Map.of(
          "kleroterion.data-directory",
          directory.toString(),
          "kleroterion.master-secret",
          MASTER_SECRET,
          "kleroterion.token.issuer",
          Tokens.ISSUER,
          "kleroterion.token.audience",
          Tokens.AUDIENCE,
          "kleroterion.token.keys",
          publicKey.toUri().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
