package org.kleroterion.log.checkpoint;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.note.NoteSignature;

/** Cosignatures on checkpoints. Rows are inserted and read, never changed. */
@ApplicationScoped
public class CosignatureRepository implements PanacheRepositoryBase<Cosignature, Cosignature.Key> {
  /** All cosignatures on the log's checkpoint of this size, by the witness's name. */
  public List<NoteSignature> lines(LogId log, long size) {
    return list(
            "trial = ?1 and number = ?2 and size = ?3 order by witness",
            log.trial(),
            log.number(),
            size)
        .stream()
        .map(cosignature -> NoteSignature.parse(cosignature.signature))
        .toList();
  }

  public boolean has(LogId log, long size, String witness) {
    return findByIdOptional(new Cosignature.Key(log.trial(), log.number(), size, witness))
        .isPresent();
  }

  /**
   * Stores the cosignature, unless this checkpoint already has one of the same witness.
   *
   * @return whether the cosignature was stored
   */
  public boolean storeIfAbsent(LogId log, long size, NoteSignature signature, Instant time) {
    if (has(log, size, signature.name())) {
      return false;
    }
    Cosignature cosignature = new Cosignature();
    cosignature.trial = log.trial();
    cosignature.number = log.number();
    cosignature.size = size;
    cosignature.witness = signature.name();
    cosignature.signature = signature.line();
    cosignature.time = time;
    persist(cosignature);
    return true;
  }

  /** The smallest size, not below {@code size}, whose checkpoint has a cosignature. */
  public Optional<Long> firstFrom(LogId log, long size) {
    return find(
            "trial = ?1 and number = ?2 and size >= ?3 order by trial, number, size",
            log.trial(),
            log.number(),
            size)
        .page(0, 1)
        .firstResultOptional()
        .map(cosignature -> cosignature.size);
  }
}
