package org.kleroterion.evaluation;

/** Evaluation mode will not start or will not give a token; the message says why and what to do. */
public final class EvaluationRefused extends RuntimeException {
  EvaluationRefused(String message) {
    super(message);
  }
}
