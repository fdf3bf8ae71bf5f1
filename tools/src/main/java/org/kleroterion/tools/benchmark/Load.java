package org.kleroterion.tools.benchmark;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.kleroterion.RunningService;

/** Clients of a running service, each with a token and a connection of its own. */
final class Load {
  /** More than are ever busy at half the load, so that no request waits for a free client. */
  private static final int OPEN_LOOP_CLIENTS = 64;

  private final URI api;
  private final String token;
  private final Supplier<Figures.Processors> processors;

  /**
   * @param processors supplies the processor time of all processes so far
   */
  Load(RunningService service, Supplier<Figures.Processors> processors) throws IOException {
    this.api = URI.create(service.api());
    this.token = service.token("enroller");
    this.processors = processors;
  }

  /** The work of one client. It adds the latencies that it measures. */
  private interface Client {
    void run(KeepAlive connection, List<Long> latencies) throws IOException;
  }

  /** A closed loop: every client sends its next request as soon as the last one is answered. */
  Measured closed(int clients, Duration time, Supplier<Subjects.Request> requests)
      throws Exception {
    long end = System.nanoTime() + time.toNanos();
    return run(
        clients,
        (connection, latencies) -> {
          for (long sent = System.nanoTime(); sent < end; sent = System.nanoTime()) {
            send(connection, requests.get());
            latencies.add(System.nanoTime() - sent);
          }
        });
  }

  /** A closed loop that ends after {@code count} requests. */
  Measured closed(int clients, long count, Supplier<Subjects.Request> requests) throws Exception {
    AtomicLong left = new AtomicLong(count);
    return run(
        clients,
        (connection, latencies) -> {
          while (left.getAndDecrement() > 0) {
            long sent = System.nanoTime();
            send(connection, requests.get());
            latencies.add(System.nanoTime() - sent);
          }
        });
  }

  /**
   * An open loop: requests are due at fixed times, even if earlier ones are not answered yet.
   * Latency counts from the due time, so a stall increases the latency of all requests that are due
   * meanwhile.
   */
  Measured open(double perSecond, Duration time, Supplier<Subjects.Request> requests)
      throws Exception {
    long count = (long) (perSecond * time.toNanos() / 1e9);
    long start = System.nanoTime();
    AtomicLong next = new AtomicLong();
    return run(
        OPEN_LOOP_CLIENTS,
        (connection, latencies) -> {
          for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            long due = start + (long) (i * 1e9 / perSecond);
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
              LockSupport.parkNanos(early);
            }
            send(connection, requests.get());
            latencies.add(System.nanoTime() - due);
          }
        });
  }

  private static void send(KeepAlive connection, Subjects.Request request) throws IOException {
    KeepAlive.Answer answer = connection.post(request.path(), request.body());
    if (answer.status() != 201) {
      throw new IllegalStateException(
          request + " was answered with " + answer.status() + " " + answer.body());
    }
  }

  private Measured run(int clients, Client client) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    Figures.Processors before = processors.get();
    long began = System.nanoTime();
    List<Long> latencies = new ArrayList<>();
    try {
      List<Future<List<Long>>> work = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        work.add(threads.submit(() -> run(client)));
      }
      for (Future<List<Long>> done : work) {
        latencies.addAll(done.get());
      }
    } finally {
      threads.shutdownNow();
    }
    return before.measured(
        Duration.ofNanos(System.nanoTime() - began), latencies, processors.get());
  }

  private List<Long> run(Client client) throws IOException {
    List<Long> latencies = new ArrayList<>();
    try (KeepAlive connection = new KeepAlive(api, token)) {
      client.run(connection, latencies);
    }
    return latencies;
  }
}
