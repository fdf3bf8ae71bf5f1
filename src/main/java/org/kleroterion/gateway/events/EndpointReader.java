package org.kleroterion.gateway.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kleroterion.gateway.SecretSetting;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.wire.outgoing.Exchange;

/** Reads the endpoints from the settings, and reports all faults at once. */
final class EndpointReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");

  private final Duration timeout;
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * @param timeout how long an endpoint may take to answer
   */
  EndpointReader(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * @return the endpoints by destination
   * @throws StartRefused with every fault
   */
  Map<String, Endpoint> read(List<EventSettings.Webhook> settings) {
    for (int i = 0; i < settings.size(); i++) {
      read("kleroterion.events[" + i + "]", settings.get(i));
    }
    if (!faults.isEmpty()) {
      throw new StartRefused(faults);
    }
    return Map.copyOf(endpoints);
  }

  private void read(String setting, EventSettings.Webhook given) {
    if (!NAME.matcher(given.name()).matches()) {
      faults.add(
          setting + ".name must be a letter or digit, then up to 39 letters, digits, '_' or '-'");
    } else if (!names.add(given.name())) {
      faults.add(setting + ".name: another endpoint is called " + given.name() + " too");
    }
    Set<EventType> types = types(setting, given.types());
    Optional<Secrets> secrets = secrets(setting, given);
    Optional<Exchange> exchange = exchange(setting, given);
    if (secrets.isPresent() && exchange.isPresent()) {
      String destination = "events." + given.name();
      endpoints.put(
          destination,
          new Endpoint(
              destination,
              exchange.get(),
              secrets.get(),
              Set.copyOf(given.trials()),
              types,
              given.arm()));
    }
  }

  private Set<EventType> types(String setting, Optional<List<String>> given) {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (String type : given.orElse(List.of())) {
      EventType.called(type.strip())
          .ifPresentOrElse(
              types::add, () -> faults.add(setting + ".types: there is no type '" + type + "'"));
    }
    return given.isPresent() ? types : EnumSet.allOf(EventType.class);
  }

  private Optional<Secrets> secrets(String setting, EventSettings.Webhook given) {
    Optional<String> text =
        SecretSetting.read(setting, "secret", given.secret(), given.secretFile(), faults);
    try {
      return text.map(Secrets::read);
    } catch (IllegalArgumentException e) {
      faults.add(setting + ".secret " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Exchange> exchange(String setting, EventSettings.Webhook given) {
    try {
      return Optional.of(
          new Exchange("The endpoint " + given.name(), given.url(), timeout, timeout));
    } catch (IllegalArgumentException e) {
      faults.add(setting + ".url: " + e.getMessage());
      return Optional.empty();
    }
  }
}
