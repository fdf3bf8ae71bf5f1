package org.kleroterion.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Serves destinations that begin with "test.", as the test has it. */
@ApplicationScoped
class ScriptedCourier implements Sender {
  private final Map<String, Function<ClaimedDelivery, DeliveryResult>> scripts =
      new ConcurrentHashMap<>();
  private final Map<String, List<ClaimedDelivery>> seen = new ConcurrentHashMap<>();

  void script(String trial, Function<ClaimedDelivery, DeliveryResult> script) {
    scripts.put(trial, script);
  }

  /** Every attempt in a trial, in the order in which they began. */
  List<ClaimedDelivery> seen(String trial) {
    List<ClaimedDelivery> parcels = seen.getOrDefault(trial, List.of());
    synchronized (parcels) {
      return List.copyOf(parcels);
    }
  }

  @Override
  public boolean serves(String trial, String destination) {
    return destination.startsWith("test.");
  }

  @Override
  public DeliveryResult deliver(ClaimedDelivery claimed) {
    List<ClaimedDelivery> parcels =
        seen.computeIfAbsent(claimed.trial(), trial -> new ArrayList<>());
    synchronized (parcels) {
      parcels.add(claimed);
    }
    return scripts.get(claimed.trial()).apply(claimed);
  }
}
