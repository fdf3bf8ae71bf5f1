package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Others' vectors of the formats that the verifier reads. */
@Tag("R09")
@DisplayNameGeneration(ReplaceUnderscores.class)
class VectorsTest {
  private static final int LOG_KEY = 1;

  @Test
  void valid_notes_are_signed_by_the_keys_that_signed_them() throws IOException {
    JsonNode vectors = read("signed-notes.json", "golang/mod, sumdb/note/note_test.go");

    assertThat(vectors.get("valid")).isNotEmpty();
    for (JsonNode valid : vectors.get("valid")) {
      Object note = Verifier.call("Verify$Note", "of", valid.get("note").textValue());
      assertThat(valid.get("keys")).isNotEmpty();
      for (JsonNode name : valid.get("keys")) {
        Object key = vkey(vectors.get("vkeys").get(name.textValue()).textValue());
        assertThat(Verifier.ask(note, "isSignedBy", key)).isEqualTo(true);
      }
    }
  }

  @Test
  void a_note_says_nothing_of_a_key_that_did_not_sign_it() throws IOException {
    JsonNode vectors = read("signed-notes.json", "golang/mod, sumdb/note/note_test.go");

    String peters = vectors.get("valid").get(0).get("note").textValue();
    Object enoch = vkey(vectors.get("vkeys").get("enoch").textValue());
    assertThat(Verifier.ask(Verifier.call("Verify$Note", "of", peters), "isSignedBy", enoch))
        .isEqualTo(false);
  }

  @Test
  void malformed_notes_are_refused() throws IOException {
    JsonNode vectors = read("signed-notes.json", "golang/mod, sumdb/note/note_test.go");

    assertThat(vectors.get("malformed")).isNotEmpty();
    for (JsonNode malformed : vectors.get("malformed")) {
      assertBroken("Verify$Note", "of", malformed.textValue());
    }
    // The case that JSON cannot hold: a byte that is not UTF-8.
    byte[] note =
        vectors.get("valid").get(0).get("note").textValue().getBytes(StandardCharsets.UTF_8);
    note[3] = (byte) 0xff;
    assertBroken("Verify", "decoded", (Object) note);
  }

  @Test
  void notes_with_a_wrong_signature_are_not_signed() throws IOException {
    JsonNode vectors = read("signed-notes.json", "golang/mod, sumdb/note/note_test.go");

    assertThat(vectors.get("invalidSignature")).isNotEmpty();
    for (JsonNode wrong : vectors.get("invalidSignature")) {
      Object key = vkey(vectors.get("vkeys").get("peter").textValue());
      Object note = Verifier.call("Verify$Note", "of", wrong.get("note").textValue());
      assertThat(Verifier.ask(note, "isSignedBy", key)).isEqualTo(false);
    }
  }

  @Test
  void verifier_keys_that_are_none_are_refused() throws IOException {
    JsonNode vectors = read("signed-notes.json", "golang/mod, sumdb/note/note_test.go");

    assertThat(vectors.get("badVkeys")).isNotEmpty();
    for (JsonNode bad : vectors.get("badVkeys")) {
      assertBroken("Verify$Vkey", "of", bad.textValue(), LOG_KEY);
    }
  }

  @Test
  void inclusion_proofs_are_judged_as_others_judge_them() throws IOException {
    JsonNode probes = read("rfc6962-inclusion.json", "transparency-dev/merkle, testdata");

    assertThat(probes).hasSize(98);
    for (JsonNode probe : probes) {
      List<byte[]> proof = new ArrayList<>();
      probe.get("proof").forEach(hash -> proof.add(bytes(hash)));
      Object included =
          Verifier.call(
              "Verify",
              "included",
              probe.get("leafIdx").bigIntegerValue().longValue(),
              probe.get("treeSize").bigIntegerValue().longValue(),
              bytes(probe.get("leafHash")),
              proof,
              bytes(probe.get("root")));
      assertThat(included)
          .as(probe.get("name").asText())
          .isEqualTo(!probe.get("wantErr").asBoolean());
    }
  }

  @Test
  void a_log_that_others_signed_has_the_roots_that_they_signed() throws IOException {
    JsonNode log = read("signed-log.json", "transparency-dev/tessera, testdata");

    Object key = vkey(log.get("publicKey").textValue());
    Object tree = Verifier.make("Verify$Tree");
    assertThat(log.get("checkpoints")).hasSize(16);
    for (int size = 0; size < 16; size++) {
      if (size > 0) {
        byte[] leaf = Forge.utf8(log.get("leaves").get(size - 1).textValue());
        Verifier.ask(tree, "add", (Object) Forge.leafHash(leaf));
      }
      String note = log.get("checkpoints").get(size).textValue();
      Object checkpoint = Verifier.call("Verify$Checkpoint", "of", note);
      assertThat((List<?>) Verifier.ask(checkpoint, "problems", key)).isEmpty();
      assertThat(Verifier.ask(checkpoint, "size")).isEqualTo((long) size);
      assertThat(Verifier.ask(tree, "root")).isEqualTo(Verifier.ask(checkpoint, "root"));
    }
  }

  private static JsonNode read(String file, String from) throws IOException {
    String vectors = System.getProperty("vectors", "");
    assumeFalse(
        vectors.isBlank(),
        "skipped: -Dvectors names no directory with " + file + ", cases that " + from + " holds");
    return new ObjectMapper().readTree(Path.of(vectors, file).toFile());
  }

  private static Object vkey(String text) {
    return Verifier.call("Verify$Vkey", "of", text, LOG_KEY);
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.textValue());
  }

  private static void assertBroken(String type, String method, Object... arguments) {
    assertThatThrownBy(() -> Verifier.call(type, method, arguments))
        .satisfies(e -> assertThat(e.getClass().getName()).isEqualTo("Verify$Broken"));
  }
}
