package org.kleroterion.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** Provides the clock, the random generator and the generator of ids. */
@ApplicationScoped
class Sources {
  @Produces
  @ApplicationScoped
  InstantSource clock() {
    return InstantSource.system();
  }

  @Produces
  @Singleton
  SecureRandom random() {
    return new SecureRandom();
  }

  @Produces
  @ApplicationScoped
  Supplier<UUID> ids() {
    return UUID::randomUUID;
  }
}
