package org.kleroterion.log.checkpoint;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.settings.Settings;

/** The origins (names) of the logs, and their keys. */
@ApplicationScoped
public class Origins {
  private final Settings settings;
  private final SigningKeys source;
  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();

  public Origins(Settings settings, SigningKeys source) {
    this.settings = settings;
    this.source = source;
  }

  /**
   * The origin of a new log: its URL without the scheme.
   *
   * @param number 1 for the trial's first log; each restart adds 1
   */
  public String of(String trial, int number) {
    return of(settings.log().origin().orElseThrow(), trial, number);
  }

  /** The same with {@code service} as the setting {@code kleroterion.log.origin}. */
  public static String of(String service, String trial, int number) {
    return service + "/v1/trials/" + trial + "/log" + (number == 1 ? "" : "-" + number);
  }

  /** The log's signing key. */
  public SigningKey key(String origin) {
    return keys.computeIfAbsent(origin, source::ofLog);
  }

  public VerifierKey verifier(String origin) {
    return key(origin).verifier();
  }
}
