package org.kleroterion.problem;

/** How refusals look where somebody else's contract is spoken, for those that reach no endpoint. */
public interface ProblemForm {
  /** Whether the contract is the path's. */
  boolean speaks(String path);

  String mediaType();

  /** The body of the answer. */
  String write(Problem problem);
}
