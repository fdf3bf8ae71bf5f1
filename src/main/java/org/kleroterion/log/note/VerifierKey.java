package org.kleroterion.log.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * A public key that verifies notes. Its text form is the {@code vkey}: {@code
 * <name>+<keyId>+base64(type ‖ key)}.
 */
public final class VerifierKey {
  /** Ed25519 over the note's text. */
  static final byte ED25519 = 1;

  /** Ed25519 over the note's text and the time, by a witness: C2SP {@code tlog-cosignature}. */
  static final byte COSIGNATURE = 4;

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  private final String name;
  private final byte type;
  private final byte[] key;

  private VerifierKey(String name, byte type, byte[] key) {
    this.name = Names.checked(name);
    this.type = type;
    this.key = key;
  }

  static VerifierKey ed25519(String name, byte[] key) {
    return new VerifierKey(name, ED25519, key.clone());
  }

  /**
   * @throws NoteRefused if the text is not the {@code vkey} of a log's or a witness's Ed25519 key
   */
  public static VerifierKey parse(String vkey) {
    String[] parts = vkey.split("\\+", 3);
    if (parts.length < 3) {
      throw new NoteRefused("A verifier key must be <name>+<id>+<key>: " + vkey);
    }
    byte[] typeAndKey = Base64Text.bytes(parts[2]);
    if (typeAndKey.length != 1 + KEY_BYTES
        || (typeAndKey[0] != ED25519 && typeAndKey[0] != COSIGNATURE)) {
      throw new NoteRefused("Only Ed25519 keys (types 1 and 4) are supported: " + vkey);
    }
    VerifierKey key =
        new VerifierKey(
            parts[0], typeAndKey[0], Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length));
    if (!vkey.equals(key.vkey())) {
      throw new NoteRefused("The id in the verifier key does not match its name and key: " + vkey);
    }
    return key;
  }

  public String name() {
    return name;
  }

  /** Whether this is a witness's key. A witness's signature contains the time. */
  public boolean cosigns() {
    return type == COSIGNATURE;
  }

  /** The key's text form. */
  public String vkey() {
    byte[] typeAndKey = ByteBuffer.allocate(1 + key.length).put(type).put(key).array();
    return "%s+%08x+%s".formatted(name, id(), Base64Text.of(typeAndKey));
  }

  /** Whether a signature names this key. Does not verify the signature. */
  boolean isOf(NoteSignature signature) {
    return signature.name().equals(name) && signature.keyId() == id();
  }

  /** The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), big-endian. */
  int id() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(type);
      return ByteBuffer.wrap(digest.digest(key)).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  boolean verifies(String text, byte[] signature) {
    if (type == ED25519) {
      return verifiesBytes(text, signature);
    }
    if (signature.length != Long.BYTES + SIGNATURE_BYTES) {
      return false;
    }
    ByteBuffer timed = ByteBuffer.wrap(signature);
    long time = timed.getLong();
    byte[] plain = new byte[SIGNATURE_BYTES];
    timed.get(plain);
    return time >= 0 && verifiesBytes(cosigned(time, text), plain);
  }

  /** The bytes that a witness signs: the time in seconds since 1970, and the note's text. */
  static String cosigned(long time, String text) {
    return "cosignature/v1\ntime " + time + "\n" + text;
  }

  private boolean verifiesBytes(String text, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(key));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    verifier.update(bytes, 0, bytes.length);
    return verifier.verifySignature(signature);
  }
}
