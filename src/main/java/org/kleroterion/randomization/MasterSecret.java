package org.kleroterion.randomization;

/** The service's secret, from which all keys are derived. It never leaves this object. */
public final class MasterSecret {
  private final byte[] secret;

  /**
   * @param secret 32 bytes, copied
   * @throws IllegalArgumentException if it has not 32 bytes
   */
  public MasterSecret(byte[] secret) {
    if (secret.length != TrialKey.BYTES) {
      throw new IllegalArgumentException("A master secret must have " + TrialKey.BYTES + " bytes");
    }
    this.secret = secret.clone();
  }

  /**
   * The key of a trial; always the same for the same trial. It reveals nothing about this secret or
   * another key.
   *
   * @param trial the trial's code
   * @throws IllegalArgumentException if it is not a valid code
   */
  public TrialKey trialKey(String trial) {
    KeyStream stream = KeyStream.of(secret, "trial", Code.checked("trial", trial));
    return TrialKey.of(stream.take(TrialKey.BYTES));
  }

  /**
   * The seed of a log's Ed25519 key (the private key of RFC 8032); always the same for the same
   * origin. It reveals nothing about this secret or another key.
   *
   * @param origin the log's origin, without a line feed
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
