package org.kleroterion.delivery;

import java.time.Duration;
import java.util.Optional;

/** What became of an attempt. The reasons are for people and hold no arm, value or secret. */
public sealed interface Outcome {
  /** It was taken, or there is nothing left to bring. */
  record Delivered() implements Outcome {}

  /**
   * This one is not wanted; others may be. Tried again later, and dead after some refusals.
   *
   * @param why in a sentence
   */
  record Refused(String why) implements Outcome {}

  /**
   * Nobody is there, or not able to take anything. The whole destination is paused for a while, and
   * nothing dies of it.
   *
   * @param why in a sentence
   * @param alone how long the destination asks to be left alone, if it says so
   */
  record Unavailable(String why, Optional<Duration> alone) implements Outcome {}

  /**
   * The destination wants nothing any more. It is paused until a person resumes it.
   *
   * @param why in a sentence
   */
  record Gone(String why) implements Outcome {}
}
