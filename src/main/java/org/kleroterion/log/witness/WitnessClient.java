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
import org.kleroterion.wire.outgoing.Answer;
import org.kleroterion.wire.outgoing.Exchange;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/**
 * One witness, asked to cosign checkpoints: C2SP {@code tlog-witness}. Thread-safe.
 *
 * <p>What it remembers of the witness only saves a request. The witness is asked every time, so
 * that a restart, another replica, or a size that was a lie does no lasting harm.
 */
public final class WitnessClient {
  private static final String SIZE_TYPE = "text/x.tlog.size";
  private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n?");

  /** The first guess and two corrections: another replica may come between, but not for ever. */
  private static final int ATTEMPTS = 3;

  /** The specification's limit; no size that a log can have needs more. */
  private static final int LONGEST_PROOF = 63;

  private static final String FORKED =
      ". The log was changed, forked or rolled back: find out before the trial goes on.";

  private final VerifierKey key;
  private final Exchange exchange;
  private final Map<String, Long> sizes = new ConcurrentHashMap<>();

  /**
   * @param submissionPrefix its URL, to which {@code /add-checkpoint} is added
   * @param key whose cosignatures are kept: of type {@code 0x04}
   * @param connectTimeout for the connection alone
   * @param patience for each request, to the last byte of its answer; there are at most three
   * @throws IllegalArgumentException if the key is no witness's, or the URL cannot be one
   */
  public WitnessClient(
      URI submissionPrefix, VerifierKey key, Duration connectTimeout, Duration patience) {
    if (!key.cosigns()) {
      throw new IllegalArgumentException("The key " + key.name() + " is not a witness's, type 4");
    }
    if (submissionPrefix.getRawQuery() != null) {
      throw new IllegalArgumentException("The witness " + key.name() + " has a URL with a query");
    }
    String prefix = submissionPrefix.toString().replaceAll("/+$", "");
    this.key = key;
    this.exchange =
        new Exchange(
            "The witness " + key.name(),
            URI.create(prefix + "/add-checkpoint"),
            connectTimeout,
            patience);
  }

  /**
   * Asks for a cosignature.
   *
   * @param checkpoint signed by its log
   * @param log proves what the witness asks for
   * @return the witness's cosignature, verified; none if the witness has cosigned a larger
   *     checkpoint already, which {@link #cosigned} then tells
   * @throws ExchangeFailed if the witness cannot be reached, does not want to, or answers wrongly
   * @throws NoteRefused if the note is no checkpoint
   */
  public List<NoteSignature> cosign(Note checkpoint, ConsistencySource log) throws ExchangeFailed {
    Checkpoint head = Checkpoint.parse(checkpoint.text());
    // Asked even if it seems to be further: that may no longer be so, or never have been.
    long old = Math.min(sizes.getOrDefault(head.origin(), 0L), head.size());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      byte[] request = request(old, head, checkpoint, log);
      Answer answer = exchange.post("text/plain; charset=utf-8", request);
      if (answer.status() == 200) {
        NoteSignature cosignature = cosignature(checkpoint, answer);
        sizes.put(head.origin(), head.size());
        return List.of(cosignature);
      }
      if (answer.status() != 409) {
        throw refusal(answer, head);
      }
      long told = toldSize(answer, old, head);
      sizes.put(head.origin(), told);
      if (told > head.size()) {
        return List.of();
      }
      old = told;
    }
    throw exchange.refused("named another size each of " + ATTEMPTS + " times it was asked.");
  }

  /**
   * The size that the witness cosigned last, as far as it has said so to this client. If it is
   * larger than the log is now, the log was rolled back, or the witness lies.
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

  private NoteSignature cosignature(Note checkpoint, Answer answer) throws ExchangeFailed {
    ByteArrayOutputStream note = new ByteArrayOutputStream();
    note.writeBytes((checkpoint.text() + "\n").getBytes(StandardCharsets.UTF_8));
    note.writeBytes(answer.body());
    try {
      Note cosigned = Note.parse(note.toByteArray()).requireSignedBy(key);
      // An empty line in the answer would have made its first lines part of the text.
      if (cosigned.text().equals(checkpoint.text())) {
        // One of them: an answer with hundreds would make the checkpoint too long to be read.
        return cosigned.signatures().stream()
            .filter(one -> isOurs(checkpoint.text(), one))
            .findFirst()
            .orElseThrow();
      }
    } catch (NoteRefused e) {
      throw exchange.refused(
          answer,
          "this is no cosignature by its key, " + key.vkey() + ". Is that the witness's key?");
    }
    throw exchange.refused(answer, "there is more in this than cosignatures.");
  }

  private boolean isOurs(String text, NoteSignature one) {
    return !new Note(text, List.of(one)).signedBy(List.of(key)).isEmpty();
  }

  private long toldSize(Answer answer, long old, Checkpoint head) throws ExchangeFailed {
    Matcher size = SIZE.matcher(new String(answer.body(), StandardCharsets.US_ASCII));
    boolean told = answer.type().equals(SIZE_TYPE) && size.matches();
    long toldSize = told ? Long.parseLong(size.group(1)) : old;
    if (toldSize != old) {
      return toldSize;
    }
    throw exchange.refused(
        answer,
        old == head.size()
            ? "it has cosigned another tree of the same size, " + named(head) + FORKED
            : "it does not say in " + SIZE_TYPE + " which other size it has cosigned.");
  }

  private ExchangeFailed refusal(Answer answer, Checkpoint head) {
    return exchange.refused(
        answer,
        switch (answer.status()) {
          case 400 -> "it does not understand the request. Is it a C2SP tlog-witness?";
          case 403 ->
              "it trusts another key for " + head.origin() + ". Tell its operator the log's vkey.";
          case 404 -> "it does not know " + head.origin() + ". Tell its operator the log's vkey.";
          case 422 -> "what it has cosigned is not the beginning of " + named(head) + FORKED;
          case 429, 500, 502, 503, 504 -> "it cannot cosign now. Later it may.";
          default -> "this is no answer of a witness. Is the URL right?";
        });
  }

  private static String named(Checkpoint head) {
    return head.origin() + " at size " + head.size();
  }
}
