package org.kleroterion.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 key with a name, of a log or of a witness, that signs notes. */
final class NoteKey {
  private static final byte LOG = 1;
  private static final byte WITNESS = 4;

  private final String name;
  private final byte type;
  private final KeyPair pair;

  private NoteKey(String name, byte type, byte[] seed) {
    this.name = name;
    this.type = type;
    this.pair = pair(seed);
  }

  /**
   * @param origin the log's, which is the key's name
   * @param seed 32 bytes
   */
  static NoteKey ofLog(String origin, byte[] seed) {
    return new NoteKey(origin, LOG, seed);
  }

  static NoteKey ofWitness(String name, byte[] seed) {
    return new NoteKey(name, WITNESS, seed);
  }

  String name() {
    return name;
  }

  String vkey() {
    return name
        + "+"
        + HexFormat.of().formatHex(id())
        + "+"
        + Base64.getEncoder().encodeToString(typed());
  }

  /** The line that a note gets below its text. */
  String signatureLine(String text) {
    return line(sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A witness's line: a time, and a signature over it and the text. */
  String cosignatureLine(String text, long time) {
    String message = "cosignature/v1\ntime " + time + "\n" + text;
    byte[] signature = sign(message.getBytes(StandardCharsets.UTF_8));
    return line(
        ByteBuffer.allocate(Long.BYTES + signature.length).putLong(time).put(signature).array());
  }

  private String line(byte[] signature) {
    byte[] both = ByteBuffer.allocate(4 + signature.length).put(id()).put(signature).array();
    return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(both) + "\n";
  }

  private byte[] id() {
    byte[] prefix = (name + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] named =
        ByteBuffer.allocate(prefix.length + typed().length).put(prefix).put(typed()).array();
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(named), 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] typed() {
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] typed = Arrays.copyOfRange(encoded, encoded.length - 33, encoded.length);
    typed[0] = type;
    return typed;
  }

  private byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  // Java derives a public key from a seed only while it generates one.
  private static KeyPair pair(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the seed where randomness is asked for. */
  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
