package org.kleroterion;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.kleroterion.access.TokenKeys;
import org.kleroterion.delivery.DeliveryWorker;
import org.kleroterion.evaluation.OpenTrials;
import org.kleroterion.gateway.events.Endpoints;
import org.kleroterion.gateway.openclinica.Gateway;
import org.kleroterion.gateway.redcap.Projects;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.signing.Publisher;
import org.kleroterion.log.signing.Witnesses;
import org.kleroterion.settings.StartCheck;
import org.kleroterion.storage.DatabaseClock;
import org.kleroterion.storage.Migration;
import org.kleroterion.trial.registration.Registrar;

/**
 * The steps of a start, in their order. Quarkus runs them before it accepts requests; a step that
 * throws stops the start.
 */
@ApplicationScoped
class Start {
  private final StartCheck settings;
  private final Endpoints endpoints;
  private final Witnesses witnesses;
  private final Migration migration;
  private final DatabaseClock clock;
  private final LogGuard guard;
  private final Registrar registrar;
  private final OpenTrials evaluation;
  private final Gateway openclinica;
  private final Projects redcap;
  private final TokenKeys tokenKeys;
  private final Publisher publisher;
  private final DeliveryWorker deliveries;

  Start(
      StartCheck settings,
      Endpoints endpoints,
      Witnesses witnesses,
      Migration migration,
      DatabaseClock clock,
      LogGuard guard,
      Registrar registrar,
      OpenTrials evaluation,
      Gateway openclinica,
      Projects redcap,
      TokenKeys tokenKeys,
      Publisher publisher,
      DeliveryWorker deliveries) {
    this.settings = settings;
    this.endpoints = endpoints;
    this.witnesses = witnesses;
    this.migration = migration;
    this.clock = clock;
    this.guard = guard;
    this.registrar = registrar;
    this.evaluation = evaluation;
    this.openclinica = openclinica;
    this.redcap = redcap;
    this.tokenKeys = tokenKeys;
    this.publisher = publisher;
    this.deliveries = deliveries;
  }

  void run(@Observes StartupEvent event) {
    // Wrong settings must not create a database.
    settings.check();
    witnesses.read();
    // Before any entry is appended, so that its events are queued.
    endpoints.read();

    migration.run();
    // Before anything is appended to a log.
    guard.checkAll();
    registrar.register();
    evaluation.open();

    // Their mapping files are checked against the registered trials.
    openclinica.read();
    redcap.read();
    endpoints.check();

    // Background threads last: they would compete with the steps above for database connections.
    clock.start();
    tokenKeys.start();
    publisher.start();
    deliveries.start();
  }
}
