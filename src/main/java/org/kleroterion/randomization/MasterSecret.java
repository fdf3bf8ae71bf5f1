package org.kleroterion.randomization;

/** The service's one secret, from which every trial's key comes. It never leaves this object. */
public final class MasterSecret {
  private final byte[] secret;

  /**
   * @param secret 32 bytes, copied
   * @throws IllegalArgumentException if it has another length
   */
  public MasterSecret(byte[] secret) {
    if (secret.length != TrialKey.BYTES) {
      throw new IllegalArgumentException("A master secret has " + TrialKey.BYTES + " bytes");
    }
    this.secret = secret.clone();
  }

  /**
   * The key of a trial, always the same. It says nothing of this secret or of another trial's key.
   *
   * @param trial the trial's code
   * @throws IllegalArgumentException if it is not a code
   */
  public TrialKey trialKey(String trial) {
    KeyStream stream = KeyStream.of(secret, "trial", Code.checked("trial", trial));
    return TrialKey.of(stream.take(TrialKey.BYTES));
  }

  /**
   * The seed of a log's Ed25519 key (RFC 8032's private key), always the same. It says nothing of
   * this secret or of any trial's key.
   *
   * @param origin the log's, without a line feed
   * @return 32 bytes
   */
  public byte[] logSeed(String origin) {
    return KeyStream.of(secret, "log", origin).take(TrialKey.BYTES);
  }

  @Override
  public String toString() {
    return "MasterSecret";
  }
}
