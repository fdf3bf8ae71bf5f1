package org.kleroterion.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Serves destinations that begin with "test.", as the test has it. */
@ApplicationScoped
class ScriptedCourier implements Courier {
  private final Map<String, Function<Parcel, DeliveryResult>> scripts = new ConcurrentHashMap<>();
  private final Map<String, List<Parcel>> seen = new ConcurrentHashMap<>();

  void script(String trial, Function<Parcel, DeliveryResult> script) {
    scripts.put(trial, script);
  }

  /** Every attempt in a trial, in the order in which they began. */
  List<Parcel> seen(String trial) {
    List<Parcel> parcels = seen.getOrDefault(trial, List.of());
    synchronized (parcels) {
      return List.copyOf(parcels);
    }
  }

  @Override
  public boolean serves(String trial, String destination) {
    return destination.startsWith("test.");
  }

  @Override
  public DeliveryResult bring(Parcel parcel) {
    List<Parcel> parcels = seen.computeIfAbsent(parcel.trial(), trial -> new ArrayList<>());
    synchronized (parcels) {
      parcels.add(parcel);
    }
    return scripts.get(parcel.trial()).apply(parcel);
  }
}
