package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.settings.Settings;

/** The names of the logs, and the keys under them. */
@ApplicationScoped
class Origins {
  private final Settings settings;
  private final SigningKeys source;
  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();

  Origins(Settings settings, SigningKeys source) {
    this.settings = settings;
    this.source = source;
  }

  /** The origin of a log that begins now: the URL below which it is served, without its scheme. */
  String of(String trial, int number) {
    return of(settings.log().origin().orElseThrow(), trial, number);
  }

  static String of(String service, String trial, int number) {
    return service + "/v1/trials/" + trial + "/log" + (number == 1 ? "" : "-" + number);
  }

  SigningKey key(String origin) {
    return keys.computeIfAbsent(origin, source::ofLog);
  }

  VerifierKey verifier(String origin) {
    return key(origin).verifier();
  }
}
