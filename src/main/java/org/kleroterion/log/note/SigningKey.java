package org.kleroterion.log.note;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** An Ed25519 key that signs notes under its name. Its signatures are deterministic (RFC 8032). */
public final class SigningKey {
  private final Ed25519PrivateKeyParameters key;
  private final VerifierKey verifier;

  /**
   * @param name the name of the key; for a log, its origin
   * @param seed 32 bytes: the private key of RFC 8032
   */
  public SigningKey(String name, byte[] seed) {
    this.key = new Ed25519PrivateKeyParameters(seed);
    this.verifier = VerifierKey.ed25519(name, key.generatePublicKey().getEncoded());
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /**
   * Signs a text.
   *
   * @param text must end with a line feed
   */
  public Note sign(String text) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    signer.update(bytes, 0, bytes.length);
    NoteSignature signature =
        NoteSignature.of(verifier.name(), verifier.id(), signer.generateSignature());
    return new Note(text, List.of(signature));
  }

  @Override
  public String toString() {
    return "SigningKey of " + verifier.name();
  }
}
