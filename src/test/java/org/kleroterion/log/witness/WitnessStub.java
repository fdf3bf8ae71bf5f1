package org.kleroterion.log.witness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.kleroterion.api.Loopback;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteSignature;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Proofs;

/**
 * A real witness, C2SP {@code tlog-witness}, on 127.0.0.1. Its state is in memory, and it can be
 * told to misbehave. Its keys and cosignatures are made by the JDK, not by what is under test.
 */
public final class WitnessStub implements AutoCloseable {
  static final String NAME = "witness.example/w1";
  static final String PREFIX = "/the/witness";

  /**
   * An answer that is given instead of the witness's own.
   *
   * @param type may be empty: none
   */
  public record Canned(int status, String type, byte[] body) {
    public static Canned of(int status, String type, String body) {
      return new Canned(status, type, body.getBytes(UTF_8));
    }
  }

  private final String name;
  private final KeyPair keys;
  private final VerifierKey key;
  private final ExecutorService threads = Loopback.threads("witness stub");
  private final Map<String, VerifierKey> logs = new ConcurrentHashMap<>();
  private final Map<String, Checkpoint> latest = new HashMap<>();
  private final List<Checkpoint> history = new ArrayList<>();
  private final List<Integer> statuses = new CopyOnWriteArrayList<>();
  private final Queue<Misbehaviour> next = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private HttpServer server;

  private WitnessStub(String name, KeyPair keys) {
    this.name = name;
    this.keys = keys;
    this.key = VerifierKey.parse(vkey(name, keys));
  }

  /** A witness that knows these logs' keys: each cosigns under the origin that is its name. */
  public static WitnessStub start(VerifierKey... logs) {
    WitnessStub witness = new WitnessStub(NAME, newKeys());
    for (VerifierKey log : logs) {
      witness.know(log);
    }
    witness.listen(0);
    return witness;
  }

  /** A witness with these keys at this port, that knows no log yet. */
  static WitnessStub at(int port, KeyPair keys) {
    WitnessStub witness = new WitnessStub(NAME, keys);
    witness.listen(port);
    return witness;
  }

  static KeyPair newKeys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listen(int port) {
    server = Loopback.server(port);
    server.createContext(PREFIX, this::serve);
    server.setExecutor(threads);
    server.start();
  }

  /** From now on it knows this log. */
  public void know(VerifierKey log) {
    logs.put(log.name(), log);
  }

  public URI submissionPrefix() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PREFIX);
  }

  public String vkey() {
    return key.vkey();
  }

  public VerifierKey key() {
    return key;
  }

  /** The checkpoint that it cosigned last. */
  public synchronized Optional<Checkpoint> latest(String origin) {
    return Optional.ofNullable(latest.get(origin));
  }

  /** Every checkpoint that it cosigned, in that order. */
  public synchronized List<Checkpoint> history() {
    return List.copyOf(history);
  }

  /** The statuses that it answered with, in that order. */
  public List<Integer> statuses() {
    return List.copyOf(statuses);
  }

  /** As if it had never cosigned anything of this log. */
  public synchronized void forget(String origin) {
    latest.remove(origin);
  }

  /** As if somebody else had sent it this checkpoint. */
  public synchronized void advance(Checkpoint to) {
    latest.put(to.origin(), to);
  }

  /** The next request is answered with this. */
  public void answerNext(Canned answer) {
    next.add(exchange -> answer(exchange, answer));
  }

  /** The next request is answered with the whole length announced, but only the first byte sent. */
  public void trickleNext(Canned answer) {
    next.add(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", answer.type());
          exchange.sendResponseHeaders(answer.status(), answer.body().length);
          exchange.getResponseBody().write(answer.body(), 0, 1);
          exchange.getResponseBody().flush();
          await(closed);
        });
  }

  /**
   * The next request is answered with a body that does not end.
   *
   * @return opens once the client has hung up
   */
  public CountDownLatch floodNext(int status, String type) {
    CountDownLatch hungUp = new CountDownLatch(1);
    next.add(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(status, 0);
          byte[] digits = "1".repeat(8192).getBytes(UTF_8);
          try {
            while (closed.getCount() > 0) {
              exchange.getResponseBody().write(digits);
            }
          } catch (IOException e) {
            hungUp.countDown();
          }
        });
    return hungUp;
  }

  /** The next request is dealt with, but its answer never arrives. */
  public void loseNextAnswer() {
    next.add(
        exchange -> {
          addCheckpoint(exchange.getRequestBody().readAllBytes());
          exchange.close();
        });
  }

  /** The next request waits. */
  public Held holdNext() {
    Held held = new Held();
    next.add(
        exchange -> {
          held.arrived.countDown();
          await(held.released);
          answer(exchange, addCheckpoint(exchange.getRequestBody().readAllBytes()));
        });
    return held;
  }

  /** A request that waits before anything is done about it. */
  public static final class Held {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    public void awaitArrival() {
      await(arrived);
    }

    public void release() {
      released.countDown();
    }
  }

  /** Nobody listens any more. */
  public void die() {
    server.stop(0);
  }

  /** Listens again, where it did before, with all that it knew. */
  public void revive() {
    listen(server.getAddress().getPort());
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private interface Misbehaviour {
    void serve(HttpExchange exchange) throws IOException;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean addCheckpoint =
          exchange.getRequestMethod().equals("POST")
              && exchange.getRequestURI().getPath().equals(PREFIX + "/add-checkpoint");
      if (!addCheckpoint) {
        answer(exchange, Canned.of(404, "text/plain", "no such page\n"));
        return;
      }
      Misbehaviour misbehaviour = next.poll();
      if (misbehaviour != null) {
        misbehaviour.serve(exchange);
      } else {
        answer(exchange, addCheckpoint(exchange.getRequestBody().readAllBytes()));
      }
    }
  }

  private void answer(HttpExchange exchange, Canned answer) throws IOException {
    exchange.getRequestBody().readAllBytes();
    statuses.add(answer.status());
    if (!answer.type().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", answer.type());
    }
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    if (answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  /** The specification, in its order. Synchronized: its race must not happen. */
  private synchronized Canned addCheckpoint(byte[] body) {
    long old;
    List<Hash> proof;
    Note note;
    Checkpoint checkpoint;
    try {
      String request = new String(body, UTF_8);
      int blank = request.indexOf("\n\n");
      String[] lines = request.substring(0, blank).split("\n", -1);
      if (!lines[0].matches("old (0|[1-9][0-9]*)") || lines.length > 1 + 63) {
        return Canned.of(400, "text/plain", "no old size, or too many lines\n");
      }
      old = Long.parseLong(lines[0].substring("old ".length()));
      proof = Arrays.stream(lines).skip(1).map(Hash::ofBase64).toList();
      note = Note.parse(request.substring(blank + 2).getBytes(UTF_8));
      checkpoint = Checkpoint.parse(note.text());
    } catch (RuntimeException e) {
      return Canned.of(400, "text/plain", e.getMessage() + "\n");
    }
    VerifierKey log = logs.get(checkpoint.origin());
    if (log == null) {
      return Canned.of(404, "text/plain", "unknown log\n");
    }
    if (!isSigned(note, log)) {
      return Canned.of(403, "text/plain", "not signed by a known key\n");
    }
    if (old > checkpoint.size()) {
      return Canned.of(400, "text/plain", "old size above the checkpoint's\n");
    }
    Checkpoint before =
        latest.getOrDefault(
            checkpoint.origin(), new Checkpoint(checkpoint.origin(), 0, Hash.EMPTY));
    if (old != before.size()) {
      return Canned.of(409, "text/x.tlog.size", before.size() + "\n");
    }
    if (old == checkpoint.size() && !before.root().equals(checkpoint.root())) {
      return Canned.of(409, "text/x.tlog.size", before.size() + "\n");
    }
    boolean consistent =
        old == 0
            ? proof.isEmpty()
            : Proofs.extend(old, before.root(), checkpoint.size(), checkpoint.root(), proof);
    if (!consistent) {
      return Canned.of(422, "text/plain", "not consistent\n");
    }
    latest.put(checkpoint.origin(), checkpoint);
    history.add(checkpoint);
    return Canned.of(200, "text/plain", cosign(note.text()).line() + "\n");
  }

  private static boolean isSigned(Note note, VerifierKey log) {
    try {
      return !note.signedBy(List.of(log)).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Its cosignature of any text, now. */
  public NoteSignature cosign(String text) {
    return cosign(name, keys, Instant.now().getEpochSecond(), text);
  }

  static NoteSignature cosign(String name, KeyPair keys, long time, String text) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(keys.getPrivate());
      signer.update(("cosignature/v1\ntime " + time + "\n" + text).getBytes(UTF_8));
      byte[] signature = signer.sign();
      byte[] encoded =
          ByteBuffer.allocate(Integer.BYTES + Long.BYTES + signature.length)
              .putInt(id(name, keys))
              .putLong(time)
              .put(signature)
              .array();
      return new NoteSignature(name, Base64.getEncoder().encodeToString(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String vkey(String name, KeyPair keys) {
    return "%s+%08x+%s"
        .formatted(name, id(name, keys), Base64.getEncoder().encodeToString(typeAndKey(keys)));
  }

  private static int id(String name, KeyPair keys) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + "\n").getBytes(UTF_8));
      return ByteBuffer.wrap(digest.digest(typeAndKey(keys))).getInt();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] typeAndKey(KeyPair keys) {
    // The last 32 bytes of the public key's DER are RFC 8032's encoding (RFC 8410 §4).
    byte[] der = keys.getPublic().getEncoded();
    return ByteBuffer.allocate(33).put((byte) 4).put(der, der.length - 32, 32).array();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
