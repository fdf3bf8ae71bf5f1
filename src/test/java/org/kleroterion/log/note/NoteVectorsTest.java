package org.kleroterion.log.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.Vectors;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;

/** Published notes and a whole published log. */
@Tag("R09")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NoteVectorsTest {
  private static JsonNode notes() throws IOException {
    return Vectors.read(
        "signed-notes.json",
        "golang.org/x/mod, sumdb/note/note_test.go, and https://c2sp.org/signed-note");
  }

  private static VerifierKey key(JsonNode notes, String name) {
    return VerifierKey.parse(notes.at("/vkeys/" + name).textValue());
  }

  private static SigningKey signer(String skey) {
    String[] parts = skey.split("\\+", 5);
    byte[] typeAndSeed = Base64.getDecoder().decode(parts[4]);
    return new SigningKey(parts[2], Arrays.copyOfRange(typeAndSeed, 1, typeAndSeed.length));
  }

  @Test
  void valid_notes_are_verified_and_written_again_byte_for_byte() throws IOException {
    JsonNode notes = notes();
    for (JsonNode valid : notes.get("valid")) {
      List<VerifierKey> keys = new ArrayList<>();
      valid.get("keys").forEach(name -> keys.add(key(notes, name.textValue())));

      Note note = Note.parse(valid.get("note").textValue().getBytes(StandardCharsets.UTF_8));

      assertThat(note.signedBy(keys)).isEqualTo(keys);
      assertThat(note.format()).isEqualTo(valid.get("note").textValue());
    }
  }

  @Test
  void malformed_notes_are_refused() throws IOException {
    for (JsonNode malformed : notes().get("malformed")) {
      assertThatThrownBy(() -> Note.parse(malformed.textValue()))
          .as(malformed.textValue())
          .isInstanceOf(NoteRefused.class);
    }
    byte[] valid = notes().at("/valid/0/note").textValue().getBytes(StandardCharsets.UTF_8);
    valid[0] = (byte) 0xff;
    assertThatThrownBy(() -> Note.parse(valid)).isInstanceOf(NoteRefused.class);
  }

  @Test
  void badly_signed_notes_are_refused() throws IOException {
    JsonNode notes = notes();
    for (JsonNode bad : notes.get("invalidSignature")) {
      VerifierKey key = key(notes, bad.at("/keys/0").textValue());
      Note note = Note.parse(bad.get("note").textValue());
      assertThatThrownBy(() -> note.requireSignedBy(key)).isInstanceOf(NoteRefused.class);
    }
    Note others = Note.parse(notes.at("/valid/3/note").textValue());
    assertThatThrownBy(() -> others.requireSignedBy(key(notes, "peter")))
        .isInstanceOf(NoteRefused.class);
  }

  @Test
  void bad_keys_are_refused_and_a_seed_makes_its_key() throws IOException {
    JsonNode notes = notes();
    for (JsonNode bad : notes.get("badVkeys")) {
      assertThatThrownBy(() -> VerifierKey.parse(bad.textValue())).isInstanceOf(NoteRefused.class);
    }
    assertThat(signer(notes.get("skey").textValue()).verifier().vkey())
        .isEqualTo(notes.at("/vkeys/peter").textValue());
  }

  @Test
  void a_whole_published_log_comes_out_byte_for_byte() throws IOException {
    JsonNode log =
        Vectors.read("signed-log.json", "https://github.com/transparency-dev/tessera, testdata");
    SigningKey key = signer(log.get("privateKey").textValue());
    assertThat(key.verifier().vkey()).isEqualTo(log.get("publicKey").textValue());
    assertThat(log.get("checkpoints")).hasSize(16);

    Frontier frontier = Frontier.EMPTY;
    List<Hash> leaves = new ArrayList<>();
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    for (int size = 0; ; size++) {
      Checkpoint checkpoint = new Checkpoint(key.verifier().name(), size, frontier.root());
      Note note = key.sign(checkpoint.text());
      assertThat(note.format()).isEqualTo(log.get("checkpoints").get(size).textValue());
      assertThat(Checkpoint.parse(note.requireSignedBy(key.verifier()).text()))
          .isEqualTo(checkpoint);
      if (size == log.get("leaves").size()) {
        break;
      }
      byte[] leaf = log.get("leaves").get(size).textValue().getBytes(StandardCharsets.UTF_8);
      leaves.add(Hash.ofLeaf(leaf));
      bundle.writeBytes(ByteBuffer.allocate(2).putShort((short) leaf.length).array());
      bundle.writeBytes(leaf);
      frontier = frontier.append(Hash.ofLeaf(leaf)).frontier();
    }
    assertThat(Hashes.join(leaves))
        .isEqualTo(Base64.getDecoder().decode(log.get("tile0_15").textValue()));
    assertThat(bundle.toByteArray())
        .isEqualTo(Base64.getDecoder().decode(log.get("entries_15").textValue()));
  }
}
