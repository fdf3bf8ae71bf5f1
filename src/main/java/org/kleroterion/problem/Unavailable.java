package org.kleroterion.problem;

/**
 * The service cannot answer now, through no fault of the request. The caller is asked to try again;
 * the operator gets the reason in the service's output.
 */
public abstract class Unavailable extends Refusal {
  private final String reason;

  /**
   * @param detail what the caller reads
   * @param reason what the operator reads: what failed, without secrets and subjects' data
   */
  protected Unavailable(String detail, String reason) {
    super(ProblemType.SERVICE_UNAVAILABLE, detail);
    this.reason = reason;
  }

  @Override
  public final String reason() {
    return reason;
  }
}
