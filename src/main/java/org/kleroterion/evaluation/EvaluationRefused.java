package org.kleroterion.evaluation;

/** Evaluation mode cannot start or issue a token. The message says why and what to do. */
public final class EvaluationRefused extends RuntimeException {
  EvaluationRefused(String message) {
    super(message);
  }
}
