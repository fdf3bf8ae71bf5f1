package org.kleroterion.log.witness;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteRefused;
import org.kleroterion.log.note.NoteSignature;
import org.kleroterion.log.note.ProofText;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.wire.outgoing.Exchange;
import org.kleroterion.wire.outgoing.ExchangeFailed;
import org.kleroterion.wire.outgoing.RemoteResponse;

/**
 * Client of one witness, which cosigns checkpoints: C2SP {@code tlog-witness}. Thread-safe.
 *
 * <p>It remembers the last size that the witness reported, only to save a request. It asks the
 * witness every time all the same. So a restart, another replica, or a false size has no lasting
 * effect.
 */
public final class WitnessClient {
  private static final String SIZE_TYPE = "text/x.tlog.size";
  private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n?");

  /**
   * The first guess and two corrections, because another replica may change the size in between.
   */
  private static final int ATTEMPTS = 3;

  /** The limit in the specification. No log needs a longer proof. */
  private static final int LONGEST_PROOF = 63;

  private static final String FORKED =
      ". The log was changed, forked or rolled back. Find the cause before the trial continues.";

  private final VerifierKey key;
  private final Exchange exchange;
  private final Map<String, Long> sizes = new ConcurrentHashMap<>();

  /**
   * @param submissionPrefix the witness's URL; {@code /add-checkpoint} is appended to it
   * @param key the witness's key, of type {@code 0x04}; only its cosignatures are accepted
   * @param connectTimeout the timeout for the connection alone
   * @param timeout the timeout for each of at most three requests, to the last byte of the response
   * @throws IllegalArgumentException if the key is not a witness's key, or the URL has a query or
   *     is not one that {@link Exchange} accepts
   */
  public WitnessClient(
      URI submissionPrefix, VerifierKey key, Duration connectTimeout, Duration timeout) {
    if (!key.cosigns()) {
      throw new IllegalArgumentException(
          "The key " + key.name() + " is not a witness's key (type 4)");
    }
    if (submissionPrefix.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "The URL of the witness " + key.name() + " must not have a query");
    }
    String prefix = submissionPrefix.toString().replaceAll("/+$", "");
    this.key = key;
    this.exchange =
        new Exchange(
            "The witness " + key.name(),
            URI.create(prefix + "/add-checkpoint"),
            connectTimeout,
            timeout);
  }

  /**
   * Asks for a cosignature.
   *
   * @param checkpoint signed by its log
   * @param log makes the consistency proof that the witness needs
   * @return the witness's cosignature, verified; empty if the witness has already cosigned a larger
   *     checkpoint, whose size {@link #cosigned} then returns
   * @throws ExchangeFailed if the witness cannot be reached, refuses, or gives an invalid response
   * @throws NoteRefused if the note is not a checkpoint
   */
  public List<NoteSignature> cosign(Note checkpoint, ConsistencySource log) throws ExchangeFailed {
    Checkpoint head = Checkpoint.parse(checkpoint.text());
    // Ask even if the remembered size is larger: it may be out of date or false.
    long old = Math.min(sizes.getOrDefault(head.origin(), 0L), head.size());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      byte[] request = request(old, head, checkpoint, log);
      RemoteResponse response = exchange.post("text/plain; charset=utf-8", request);
      if (response.status() == 200) {
        NoteSignature cosignature = cosignature(checkpoint, response);
        sizes.put(head.origin(), head.size());
        return List.of(cosignature);
      }
      if (response.status() != 409) {
        throw refusal(response, head);
      }
      long reported = reportedSize(response, old, head);
      sizes.put(head.origin(), reported);
      if (reported > head.size()) {
        return List.of();
      }
      old = reported;
    }
    throw exchange.refused("reported another size in each of " + ATTEMPTS + " attempts.");
  }

  /**
   * The size of the last checkpoint that the witness cosigned, as it reported to this client. If
   * the log is smaller than that, the log was rolled back or the report is false.
   */
  public OptionalLong cosigned(String origin) {
    Long size = sizes.get(origin);
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  private static byte[] request(long old, Checkpoint head, Note checkpoint, ConsistencySource log) {
    List<Hash> proof = log.consistency(old, head.size());
    if (proof.size() > LONGEST_PROOF) {
      throw new IllegalArgumentException(
          "A consistency proof has at most " + LONGEST_PROOF + " hashes, not " + proof.size());
    }
    return ProofText.consistency(old, proof, checkpoint).getBytes(StandardCharsets.UTF_8);
  }

  private NoteSignature cosignature(Note checkpoint, RemoteResponse response)
      throws ExchangeFailed {
    ByteArrayOutputStream note = new ByteArrayOutputStream();
    note.writeBytes((checkpoint.text() + "\n").getBytes(StandardCharsets.UTF_8));
    note.writeBytes(response.body());
    try {
      Note cosigned = Note.parse(note.toByteArray()).requireSignedBy(key);
      // An empty line in the response would turn its first lines into a part of the note's text.
      if (cosigned.text().equals(checkpoint.text())) {
        // Take only one: hundreds of cosignatures would make the checkpoint too long to be parsed.
        return cosigned.signatures().stream()
            .filter(signature -> isByKey(checkpoint.text(), signature))
            .findFirst()
            .orElseThrow();
      }
    } catch (NoteRefused e) {
      throw exchange.refused(
          response,
          "the response has no cosignature by its key, "
              + key.vkey()
              + ". Is that the witness's key?");
    }
    throw exchange.refused(response, "the response contains more than cosignatures.");
  }

  private boolean isByKey(String text, NoteSignature signature) {
    return !new Note(text, List.of(signature)).signedBy(List.of(key)).isEmpty();
  }

  private long reportedSize(RemoteResponse response, long old, Checkpoint head)
      throws ExchangeFailed {
    Matcher size = SIZE.matcher(new String(response.body(), StandardCharsets.US_ASCII));
    boolean valid = response.type().equals(SIZE_TYPE) && size.matches();
    long reported = valid ? Long.parseLong(size.group(1)) : old;
    if (reported != old) {
      return reported;
    }
    throw exchange.refused(
        response,
        old == head.size()
            ? "it has cosigned another tree of " + named(head) + FORKED
            : "it does not say in " + SIZE_TYPE + " which other size it has cosigned.");
  }

  private ExchangeFailed refusal(RemoteResponse response, Checkpoint head) {
    return exchange.refused(
        response,
        switch (response.status()) {
          case 400 -> "it does not understand the request. Is it a C2SP tlog-witness?";
          case 403 ->
              "it trusts another key for " + head.origin() + ". Tell its operator the log's vkey.";
          case 404 -> "it does not know " + head.origin() + ". Tell its operator the log's vkey.";
          case 422 -> "it has cosigned a tree that is not the beginning of " + named(head) + FORKED;
          case 429, 500, 502, 503, 504 -> "it cannot cosign now. It will be asked again.";
          default -> "the response is not from a witness. Is the URL right?";
        });
  }

  private static String named(Checkpoint head) {
    return head.origin() + " at size " + head.size();
  }
}
