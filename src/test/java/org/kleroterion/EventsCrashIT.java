package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.gateway.events.Receiver;
import org.kleroterion.gateway.events.Receiver.Answer;

/**
 * {@code kill -9} of the service while it allocates and tells of it, to an endpoint that fails now
 * and then: in the end it was told of every entry that it is told of, and of nothing else. {@code
 * -Devents.kills=50} for more of them.
 */
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventsCrashIT {
  private static final int KILLS = Integer.getInteger("events.kills", Whole.or(1, 20));
  private static final int CLIENTS = 4;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @TempDir Path directory;
  private Receiver receiver;
  private RunningService service;

  @AfterEach
  void stop() throws InterruptedException {
    clients.shutdownNow();
    if (service != null) {
      service.kill();
    }
    receiver.close();
  }

  @Test
  void no_kill_loses_an_event_or_makes_one_up() throws Exception {
    receiver = Receiver.start();
    Random dice = new Random(seed + 1);
    receiver.script(
        "wlrt-obc",
        came -> {
          int one;
          synchronized (dice) {
            one = dice.nextInt(50);
          }
          if (one == 0) {
            refused.incrementAndGet();
          }
          return one == 0 ? Answer.status(503) : one == 1 ? Answer.hangUp() : Answer.OK;
        });
    start(0);
    for (int kill = 1; kill <= KILLS; kill++) {
      killUnderLoad(kill);
      start(kill);
    }
    int told =
        Told.requireAll(service, receiver, "after " + KILLS + " kills, -Dcrash.seed=" + seed);
    System.out.printf(
        "%d kills: %d events told, %d allocations acknowledged, 0 events lost, 0 made up; sent %d"
            + " times, of which %d were answered with 503; -Dcrash.seed=%d%n",
        KILLS, told, acknowledged.get(), receiver.came().size(), refused.get(), seed);
    assertThat(told).isGreaterThan(2 * acknowledged.get());
  }

  private void start(int run) throws Exception {
    service =
        RunningService.evaluate(
            directory.resolve("data"),
            Path.of("target", "events-crash", "run-" + run + ".log"),
            Told.options(receiver));
  }

  private void killUnderLoad(int kill) throws Exception {
    RunningService running = service;
    String token = running.token("enroller");
    int before = acknowledged.get();
    List<Future<Void>> load = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      load.add(clients.submit(allocating(running, token, "K" + kill + "-" + client + "-")));
    }
    while (acknowledged.get() < before + 2 * CLIENTS && load.stream().noneMatch(Future::isDone)) {
      Thread.sleep(10);
    }
    Thread.sleep(300 + random.nextInt(1200));
    assertThat(running.kill()).as("exit code of a killed process").isEqualTo(137);
    for (Future<Void> client : load) {
      client.get();
    }
  }

  private Callable<Void> allocating(RunningService running, String token, String prefix) {
    return () -> {
      try {
        for (int i = 0; ; i++) {
          HttpResponse<String> answer =
              running.post(token, "allocations", ShippedTrial.request(prefix + i, i));
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
          acknowledged.incrementAndGet();
        }
      } catch (IOException killed) {
        return null;
      }
    };
  }
}
