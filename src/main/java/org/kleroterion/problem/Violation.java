package org.kleroterion.problem;

/**
 * One thing that is wrong in a request.
 *
 * @param pointer where: a JSON pointer (RFC 6901) into the body, {@code /screening/ecog}, or the
 *     name of a query parameter behind a question mark, {@code ?limit}
 * @param message what is wrong there and how to mend it, one sentence
 */
public record Violation(String pointer, String message) {}
