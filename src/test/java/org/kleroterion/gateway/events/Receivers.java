package org.kleroterion.gateway.events;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Two endpoints at one receiver: one is told everything but arms, one is told of allocations. */
public class Receivers implements QuarkusTestResourceLifecycleManager {
  static final String BLIND = "/blind";
  static final String UNBLINDED = "/unblinded";

  private static Receiver receiver;

  /** The one that listens now. */
  static Receiver receiver() {
    return receiver;
  }

  @Override
  public Map<String, String> start() {
    receiver = Receiver.start();
    Map<String, String> settings = new HashMap<>();
    settings.put("kleroterion.events[0].name", "blind");
    settings.put("kleroterion.events[0].url", receiver.url(BLIND).toString());
    settings.put("kleroterion.events[0].secret", Receiver.SECRET);
    settings.put("kleroterion.events[0].trials", "*");
    settings.put("kleroterion.events[1].name", "unblinded");
    settings.put("kleroterion.events[1].url", receiver.url(UNBLINDED).toString());
    // Two, as while it is changed.
    settings.put(
        "kleroterion.events[1].secret",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw " + Receiver.SECRET);
    settings.put("kleroterion.events[1].trials", "*");
    settings.put("kleroterion.events[1].types", "org.kleroterion.allocation.issued");
    settings.put("kleroterion.events[1].arm", "true");
    return settings;
  }

  @Override
  public void stop() {
    receiver.close();
  }
}
